import type { ResolvedStandalonePool } from '../../config/resolved-config.js';
import type { GuardedRedisOptions } from '../guarded-redis.js';
import { connectionOptions, reconnectDelay } from './connection-options.js';

/** Options of ioredis for one server. */
export function standaloneOptions(
  pool: ResolvedStandalonePool,
  retryDelay = reconnectDelay,
): GuardedRedisOptions {
  return {
    ...connectionOptions(pool),
    ...pool.endpoint,
    db: pool.db,
    coalesceWrites: pool.autoPipelining,
    retryStrategy: retryDelay,
  };
}
