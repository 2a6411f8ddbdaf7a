import type { ResolvedClusterPool } from '../../config/resolved-config.js';
import type { GuardedClusterOptions } from '../guarded-cluster.js';
import { connectionOptions, reconnectDelay } from './connection-options.js';

/** Longest wait for a node's view of the cluster before another node is asked. */
const SLOTS_REFRESH_TIMEOUT_MS = 2_000;

/**
 * Options of ioredis for a cluster. Redirections are followed, which is safe: the node has refused the command.
 * `retryDelayOnFailover: 0` keeps ioredis from sending again what was in flight on a lost connection.
 */
export function clusterOptions(
  pool: ResolvedClusterPool,
  retryDelay = reconnectDelay,
): GuardedClusterOptions {
  return {
    redisOptions: connectionOptions(pool),
    natMap: pool.natMap,
    maxRedirections: pool.maxRedirections,
    slotsRefreshTimeout: Math.min(pool.connectTimeoutMs, SLOTS_REFRESH_TIMEOUT_MS),
    retryDelayOnFailover: 0,
    clusterNodeRetryStrategy: reconnectDelay,
    clusterRetryStrategy: retryDelay,
    coalesceWrites: pool.autoPipelining,
    lazyConnect: true,
    // Certificates are issued for names: an address would not match.
    ...(pool.tls && {
      dnsLookup: (host: string, found: (error: null, address: string) => void) => found(null, host),
    }),
  };
}
