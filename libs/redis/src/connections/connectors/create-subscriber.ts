import type { RedisAddress } from '../../config/pool-options.js';
import type { ResolvedClusterPool, ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';
import { GuardedRedis } from '../guarded-redis.js';
import type { SubscriberConnection } from '../subscriber-connection.js';
import { connectionOptions, reconnectDelay } from './connection-options.js';
import { sentinelOptions } from './sentinel.connector.js';
import { standaloneOptions } from './standalone.connector.js';

/** The connection of a pool for SUBSCRIBE; it connects at its first command. */
export function createSubscriber(
  pool: ResolvedPoolOptions,
  client: RedisClient,
  guard: CommandGuard,
): SubscriberConnection {
  const named = { ...pool, autoPipelining: false, connectionName: `${pool.connectionName}:subscriber` };
  if (named.topology === 'standalone') return new GuardedRedis(standaloneOptions(named), guard);
  if (named.topology === 'sentinel') return new GuardedRedis(sentinelOptions(named), guard);
  return subscribeToSomeNode(named, client, guard);
}

/**
 * ioredis' own subscriber of a cluster looks for another node without pause, as fast as it can, while no node can be
 * reached: so this one is an ordinary connection that tries another node at each attempt.
 */
function subscribeToSomeNode(
  pool: ResolvedClusterPool,
  cluster: RedisClient,
  guard: CommandGuard,
): SubscriberConnection {
  const subscriber: SubscriberConnection = new GuardedRedis(
    {
      ...connectionOptions(pool),
      ...someNode(pool, cluster),
      retryStrategy: (attempt) => {
        Object.assign(subscriber.options, someNode(pool, cluster));
        return reconnectDelay(attempt);
      },
    },
    guard,
  );
  return subscriber;
}

/** One of the nodes that are connected, else of those that are configured. */
function someNode(pool: ResolvedClusterPool, cluster: RedisClient): RedisAddress {
  const connected =
    cluster instanceof GuardedCluster ? cluster.nodes().filter(({ status }) => status === 'ready') : [];
  const known = connected.map(({ options: { host = '', port = 0 } }) => ({ host, port }));
  const candidates = known.length > 0 ? known : pool.nodes;
  const [first = { host: '127.0.0.1', port: 6379 }] = candidates;
  return candidates[Math.floor(Math.random() * candidates.length)] ?? first;
}
