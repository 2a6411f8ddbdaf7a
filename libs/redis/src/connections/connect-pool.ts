import type { ResolvedPoolOptions } from '../config/resolved-config.js';
import { describeAddress } from './connectors/create-client.js';
import { isReplyError, rootCauseOf } from './driver-errors.js';
import type { RedisClient } from './pool-clients.js';
import { PoolStartupError } from './pool.errors.js';

/** How long a server that is loading its data, or a cluster that is forming, is waited for. */
const LOADING_TIMEOUT_MS = 60_000;

/**
 * Connects a client for the first time and waits until the server takes commands. The connection has to stand within
 * the connect timeout (of every address, where there are several); after that, loading may take another 60 s.
 * @throws PoolStartupError
 */
export async function connectPool(client: RedisClient, pool: ResolvedPoolOptions): Promise<void> {
  try {
    await untilReady(client, pool.connectTimeoutMs * countAddresses(pool));
    client.scriptShebang = await acceptsShebang(client);
  } catch (error) {
    throw new PoolStartupError(pool, describeAddress(pool), rootCauseOf(error));
  }
}

function untilReady(client: RedisClient, reachMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason: Error | undefined;
    const settle = (failure?: Error): void => {
      clearTimeout(deadline);
      client.off('error', onError).off('connect', onConnect).off('ready', onReady).off('end', onEnd);
      if (failure === undefined) resolve();
      else reject(reason ?? failure);
    };
    const failAfter = (timeoutMs: number, what: string): NodeJS.Timeout =>
      setTimeout(() => settle(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs);
    const onError = (error: Error): void => {
      reason = error;
    };
    const onConnect = (): void => {
      clearTimeout(deadline);
      deadline = failAfter(LOADING_TIMEOUT_MS, 'it took no commands');
    };
    const onReady = (): void => settle();
    const onEnd = (): void => settle(new Error('the connection was closed'));
    let deadline = failAfter(reachMs, 'no connection');
    client.on('error', onError).once('connect', onConnect).once('ready', onReady).once('end', onEnd);
    client.connect().catch(settle);
  });
}

/** Addresses that may be tried one after the other. */
function countAddresses(pool: ResolvedPoolOptions): number {
  if (pool.topology === 'cluster') return pool.nodes.length;
  return pool.topology === 'sentinel' ? pool.sentinels.length + 1 : 1;
}

/** Redis before 7 takes `#!lua` for a syntax error. Any other refusal is not about the first line. */
async function acceptsShebang(client: RedisClient): Promise<boolean> {
  try {
    await client.eval('#!lua\nreturn 1', 0);
    return true;
  } catch (error) {
    if (error instanceof Error && isReplyError(error)) return !/compil/i.test(error.message);
    throw error;
  }
}
