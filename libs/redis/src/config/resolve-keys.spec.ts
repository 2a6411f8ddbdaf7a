import { describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from './configuration.errors.js';
import type { CoreModuleOptions } from './module-options.js';
import { resolveConfig } from './resolve-config.js';

const CLUSTER = { topology: 'cluster', nodes: [{ host: 'n1', port: 7001 }, 'redis://n2:7002'] } as const;

function problemsOf(options: CoreModuleOptions): string[] {
  try {
    resolveConfig({ env: false, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    return error.problems.map(({ path, problem, source }) => `${path}: ${problem} (${source})`);
  }
}

describe('resolveKeys', () => {
  it('writes the tenant as hash tag as soon as one pool is a cluster, unless the options say the entity', () => {
    expect(resolveConfig({ env: false }).keys.hashTag).toBe(false);
    expect(resolveConfig({ env: false, pools: { user: CLUSTER } }).keys.hashTag).toBe('tenant');
    for (const hashTag of ['tenant', 'entity'] as const) {
      expect(resolveConfig({ env: false, keys: { hashTag } }).keys.hashTag).toBe(hashTag);
      const clustered = resolveConfig({ env: false, pools: { user: CLUSTER }, keys: { hashTag } });
      expect(clustered.keys.hashTag).toBe(hashTag);
    }
  });

  it('refuses keys that cannot work there', () => {
    expect(problemsOf({ pools: { user: CLUSTER }, keys: { hashTag: false, layout: 'python' } })).toEqual([
      'keys.hashTag: expected "tenant" or "entity", because a pool is a cluster, got false (options)',
      'keys.layout: expected "percent", because a pool is a cluster, which needs hash tags, got "python" (options)',
    ]);
    expect(problemsOf({ keys: { hashTag: 'entity', layout: 'python' } })).toEqual([
      'keys.layout: expected "percent", because keys.hashTag is "entity", got "python" (options)',
    ]);
  });

  it('refuses other values, and the option that this one replaced', () => {
    expect(problemsOf({ keys: JSON.parse('{"hashTag":true}') })).toEqual([
      'keys.hashTag: expected "tenant", "entity" or false, got true (options)',
    ]);
    expect(problemsOf({ keys: JSON.parse('{"hashTags":true}') })[0]).toBe(
      'keys: expected known options only, got "hashTags" (options)',
    );
  });
});
