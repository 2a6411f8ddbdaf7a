import { describe, expect, it } from 'vitest';
import { Indexed } from '../codec/indexed.decorator.js';
import { InvalidConfigurationError } from './configuration.errors.js';
import type { IndexOptions } from './index-options.js';
import { resolveConfig } from './resolve-config.js';

class Thing {
  @Indexed() sku!: string;
  name!: string;
}

class Product extends Thing {
  @Indexed() maker!: string;
}

class Plain {
  name = '';
}

const indexesOf = (indexes: IndexOptions) => resolveConfig({ env: false, indexes }).indexes;

/** Paths of what is wrong. */
function problemsOf(indexes: unknown): string[] {
  try {
    Reflect.apply(resolveConfig, undefined, [{ env: false, indexes }]);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    return error.problems.map(({ path, problem }) => `${path}: ${problem}`);
  }
}

describe('indexes', () => {
  it('are none by default', () => {
    expect(resolveConfig({ env: false }).indexes).toEqual({
      user: [],
      handlers: [],
      sharedState: [],
      tables: new Map(),
    });
  });

  it('are fields by name, each once', () => {
    expect(indexesOf({ user: ['email', 'phone', 'email'] }).user).toEqual(['email', 'phone']);
  });

  it('are the properties that a model marks, those of its base class first', () => {
    expect(indexesOf({ user: Product }).user).toEqual(['sku', 'maker']);
    expect(indexesOf({ user: Thing }).user).toEqual(['sku']);
  });

  it('of tables are given by table', () => {
    const { tables } = indexesOf({ tables: { products: Product, orders: ['customer'] } });
    expect(Object.fromEntries(tables)).toEqual({ products: ['sku', 'maker'], orders: ['customer'] });
  });

  it.each([
    [{ user: 'email' }, 'indexes.user: expected names of fields, or a class with @Indexed(), got'],
    [{ user: [''] }, 'indexes.user[0]: expected the name of a field, 1 to 1024 bytes without NUL'],
    [{ user: ['a\0b'] }, 'indexes.user[0]: expected the name of a field, 1 to 1024 bytes without NUL'],
    [{ handlers: Plain }, 'indexes.handlers: expected a class with @Indexed() on a property'],
    [{ tables: { products: [1] } }, 'indexes.tables.products[0]: expected the name of a field, got 1'],
    [{ users: ['email'] }, 'users'],
  ])('are checked at start-up: %o', (indexes, problem) => {
    expect(problemsOf(indexes)).toEqual([expect.stringContaining(problem)]);
  });
});
