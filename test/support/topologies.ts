import { afterAll, beforeAll, inject } from 'vitest';
import type { PoolAlias } from '../../libs/redis/src/common/pool-alias.js';
import type { CoreModuleOptions } from '../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../libs/redis/src/config/resolve-config.js';
import type { RedisClient } from '../../libs/redis/src/connections/pool-clients.js';
import { RedisConnectionManager } from '../../libs/redis/src/connections/redis-connection.manager.js';
import type { TenantScope } from '../../libs/redis/src/repositories/tenant-scope.js';
import { silentLogger } from './silent-logger.js';
import { tenantScope, type TenantScopeOptions } from './tenant-scope.js';

/** A kind of Redis deployment that every repository has to work on. */
export interface Topology {
  readonly name: string;
  /** One database for all pools, tenants as hash tags. */
  readonly clustered: boolean;
  /** Module options that reach the servers of the test run. */
  options(): CoreModuleOptions;
}

/** For `describe.each(topologies)('... on $name', (topology) => { const redis = useTopology(topology); ... })`. */
export const topologies: readonly Topology[] = [
  { name: 'standalone', clustered: false, options: () => ({ url: inject('redisUrl') }) },
  {
    name: 'cluster',
    clustered: true,
    options: () => ({ pools: { default: { topology: 'cluster', nodes: inject('clusterNodes') } } }),
  },
  {
    name: 'sentinel',
    clustered: false,
    options: () => ({ pools: { default: { topology: 'sentinel', ...inject('sentinel') } } }),
  },
];

/**
 * For slow bodies about what Redis or the library does with data: a primary behind Sentinels does it as any single
 * server does, and would only take their time once more.
 */
export const topologiesWithoutSentinel: readonly Topology[] = topologies.filter(
  ({ name }) => name !== 'sentinel',
);

/** Connected pools, and what repositories are constructed from. */
export interface TestRedis {
  client(alias: PoolAlias): RedisClient;
  /** A scope of a tenant that no other test uses, unless the options name one. */
  scope(options?: TenantScopeOptions): TenantScope;
}

/** Connects before the tests of the surrounding `describe` and closes after them. */
export function useTopology(topology: Topology): TestRedis {
  let manager: RedisConnectionManager;
  beforeAll(async () => {
    manager = await connect(topology.options());
  });
  afterAll(async () => manager.close());
  return {
    client: (alias) => manager.client(alias),
    scope: (options) => tenantScope(manager, { hashTag: topology.clustered && 'tenant', ...options }),
  };
}

/** A connection manager with these options and nothing from the environment. */
export async function connect(options: CoreModuleOptions): Promise<RedisConnectionManager> {
  const manager = new RedisConnectionManager(
    resolveConfig({ env: false, configFile: false, ...options }),
    silentLogger,
  );
  await manager.connect();
  return manager;
}
