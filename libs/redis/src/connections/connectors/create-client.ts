import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { GuardedCluster } from '../guarded-cluster.js';
import { GuardedRedis } from '../guarded-redis.js';
import type { RedisClient } from '../pool-clients.js';
import { followServerVersion } from '../startup/server-version.js';
import { clusterOptions } from './cluster.connector.js';
import { RetryPace } from './retry-pace.js';
import { sentinelOptions } from './sentinel.connector.js';
import { standaloneOptions } from './standalone.connector.js';

/** The client of a pool, not yet connected. */
export function createClient(pool: ResolvedPoolOptions, guard: CommandGuard): RedisClient {
  const pace = new RetryPace(pool.startup);
  const client = construct(pool, guard, pace);
  // A cluster that shows its nodes and is not ready is still forming: it is asked again soon.
  client.once(pool.topology === 'cluster' ? 'connect' : 'ready', () => pace.reached());
  followServerVersion(client);
  return client;
}

function construct(pool: ResolvedPoolOptions, guard: CommandGuard, { delay }: RetryPace): RedisClient {
  if (pool.topology === 'standalone') return new GuardedRedis(standaloneOptions(pool, delay), guard);
  if (pool.topology === 'sentinel') return new GuardedRedis(sentinelOptions(pool, delay), guard);
  return new GuardedCluster(pool.nodes, clusterOptions(pool, delay), guard);
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
