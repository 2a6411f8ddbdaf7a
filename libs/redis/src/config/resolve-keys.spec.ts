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
  it('writes the tenant as hash tag as soon as one pool is a cluster', () => {
    expect(resolveConfig({ env: false, pools: { user: CLUSTER } }).keys.hashTags).toBe(true);
    expect(resolveConfig({ env: false, keys: { hashTags: true } }).keys.hashTags).toBe(true);
  });

  it('refuses keys that cannot work there', () => {
    expect(problemsOf({ pools: { user: CLUSTER }, keys: { hashTags: false, layout: 'python' } })).toEqual([
      'keys.hashTags: expected true, because a pool is a cluster, got false (options)',
      'keys.layout: expected "percent", because a pool is a cluster, which needs hash tags, got "python" (options)',
    ]);
  });
});
