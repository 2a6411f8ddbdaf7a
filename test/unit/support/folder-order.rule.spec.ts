import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.js';
import { folderOrderViolations } from './folder-order.rule.js';

/** What the rule says of one file of the library. */
function violationsOf(path: string, text: string): string[] {
  return folderOrderViolations(fixture({ [`libs/redis/src/${path}`]: text }));
}

describe('folderOrderViolations', () => {
  it('accepts an import from a folder above', () => {
    expect(violationsOf('keys/a.ts', `import { b } from '../common/b.js';`)).toEqual([]);
  });

  it('accepts an import from the same folder', () => {
    expect(violationsOf('keys/a.ts', `import { b } from './b.js';`)).toEqual([]);
  });

  it.each([`import { b } from '../codec/b.js';`, `import type { B } from '../codec/b.js';`])(
    'refuses an import from a folder below: %s',
    (text) => {
      expect(violationsOf('keys/a.ts', text)).toEqual([
        'libs/redis/src/keys/a.ts:1 imports codec/b.ts: codec/ is not above keys/',
      ]);
    },
  );

  it('refuses a folder without a place in the order', () => {
    expect(violationsOf('helpers/a.ts', '')).toEqual([
      'libs/redis/src/helpers/a.ts is in helpers/, which has no place in the folder order',
    ]);
  });

  it.each(['index.ts', 'redis.module.ts', 'redis-module-options.ts', 'redis-module.tokens.ts'])(
    'accepts %s at the root',
    (path) => {
      expect(violationsOf(path, '')).toEqual([]);
    },
  );

  it('refuses any other file at the root', () => {
    expect(violationsOf('types.ts', '')).toEqual([
      'libs/redis/src/types.ts stands at the root: use a folder',
    ]);
  });

  it('lets only the entry point import the module, and only the root import its parts', () => {
    expect(violationsOf('index.ts', `export { RedisModule } from './redis.module.js';`)).toEqual([]);
    expect(violationsOf('redis.module.ts', `import { parse } from './redis-module-options.js';`)).toEqual([]);
    expect(
      violationsOf('redis-module-options.ts', `import { RedisModule } from './redis.module.js';`),
    ).toEqual(['libs/redis/src/redis-module-options.ts:1 imports redis.module.ts, which only index.ts may']);
    expect(
      violationsOf('tenancy/a.ts', `import type { Options } from '../redis-module-options.js';`),
    ).toEqual(['libs/redis/src/tenancy/a.ts:1 imports redis-module-options.ts of the composition root']);
  });

  it.each(['../index.js', '../common/index.js'])('refuses the barrel %s', (barrel) => {
    expect(violationsOf('tenancy/a.ts', `import { a } from '${barrel}';`)).toHaveLength(1);
  });

  it('lets the module import every folder but the ones with an entry point of their own', () => {
    expect(violationsOf('redis.module.ts', `import { a } from './tenancy/a.js';`)).toEqual([]);
    expect(violationsOf('redis.module.ts', `import { a } from './health/a.js';`)).toEqual([
      'libs/redis/src/redis.module.ts:1 imports health/a.ts of another entry point',
    ]);
    expect(violationsOf('metrics/a.ts', `import { a } from '../health/a.js';`)).toHaveLength(1);
  });

  it('leaves specs and other packages alone', () => {
    expect(violationsOf('keys/a.spec.ts', `import { b } from '../codec/b.js';`)).toEqual([]);
    expect(folderOrderViolations(fixture({ 'libs/agent/src/x/a.ts': `import '../y/b.js';` }))).toEqual([]);
  });
});
