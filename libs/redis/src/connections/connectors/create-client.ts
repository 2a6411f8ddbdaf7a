import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { GuardedCluster } from '../guarded-cluster.js';
import { GuardedRedis } from '../guarded-redis.js';
import type { RedisClient } from '../pool-clients.js';
import { clusterOptions } from './cluster.connector.js';
import { sentinelOptions } from './sentinel.connector.js';
import { standaloneOptions } from './standalone.connector.js';

/** The client of a pool, not yet connected. */
export function createClient(pool: ResolvedPoolOptions, guard: CommandGuard): RedisClient {
  if (pool.topology === 'standalone') return new GuardedRedis(standaloneOptions(pool), guard);
  if (pool.topology === 'sentinel') return new GuardedRedis(sentinelOptions(pool), guard);
  return new GuardedCluster(pool.nodes, clusterOptions(pool), guard);
}

/** Where a pool connects to, for messages: no user name, no password. */
export function describeAddress(pool: ResolvedPoolOptions): string {
  if (pool.topology === 'standalone') {
    return 'path' in pool.endpoint ? pool.endpoint.path : `${pool.endpoint.host}:${pool.endpoint.port}`;
  }
  const addresses = pool.topology === 'cluster' ? pool.nodes : pool.sentinels;
  const list = addresses.map(({ host, port }) => `${host}:${port}`).join(', ');
  return pool.topology === 'cluster' ? `the cluster of ${list}` : `"${pool.name}" of the Sentinels ${list}`;
}
