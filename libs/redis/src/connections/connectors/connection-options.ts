import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { backoffDelay } from '../../resilience/backoff.js';

/** Delays between attempts to reconnect. */
const RECONNECT_BACKOFF = { minMs: 50, maxMs: 500 };

/** Time for the server to close its side before the socket is destroyed. */
const DISCONNECT_TIMEOUT_MS = 250;

/** How often a server that is loading its data is asked whether it has finished. A restart alone makes it load. */
export const LOADING_POLL_MS = 250;

/** Milliseconds until the next attempt to connect; never gives up. */
export function reconnectDelay(attempt: number): number {
  return backoffDelay(attempt, RECONNECT_BACKOFF);
}

/**
 * What every connection of a pool has in common.
 *
 * `autoResendUnfulfilledCommands: false` and `maxRetriesPerRequest: 0` belong together: nothing that was written is
 * sent again, and what was in flight is rejected as soon as the connection is lost. The former alone would leave
 * promises pending for ever.
 */
export function connectionOptions(pool: ResolvedPoolOptions) {
  const { username, password } = pool;
  return {
    username,
    // ioredis would send the word "undefined".
    password: username === undefined ? password : (password ?? ''),
    tls: pool.tls,
    connectionName: pool.connectionName,
    connectTimeout: pool.connectTimeoutMs,
    commandTimeout: pool.commandTimeoutMs,
    keepAlive: pool.keepAliveMs,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    maxLoadingRetryTime: LOADING_POLL_MS,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    replyMapping: 'legacy',
    lazyConnect: true,
  } as const;
}
