import type { ResolvedSentinelPool } from '../../config/resolved-config.js';
import type { GuardedRedisOptions } from '../guarded-redis.js';
import { connectionOptions, reconnectDelay } from './connection-options.js';

/** Options of ioredis for the primary that Sentinels name. */
export function sentinelOptions(
  pool: ResolvedSentinelPool,
  retryDelay = reconnectDelay,
): GuardedRedisOptions {
  return {
    ...connectionOptions(pool),
    sentinels: pool.sentinels.map(({ host, port }) => ({ host, port })),
    name: pool.name,
    sentinelUsername: pool.sentinelUsername,
    sentinelPassword: pool.sentinelPassword,
    ...(pool.sentinelTls && { sentinelTLS: pool.sentinelTls }),
    enableTLSForSentinelMode: pool.tls !== undefined,
    sentinelCommandTimeout: pool.commandTimeoutMs,
    // Not at the pace of the start: ioredis cannot be interrupted while it waits for Sentinels.
    sentinelRetryStrategy: reconnectDelay,
    natMap: pool.natMap,
    db: pool.db,
    coalesceWrites: pool.autoPipelining,
    retryStrategy: retryDelay,
    // A primary that was demoted keeps its connections: leave it, and ask the Sentinels again.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
}
