import { connect, type ConnectionOptions } from 'node:tls';
import type { RedisAddress } from '../../config/pool-options.js';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';

/**
 * How long a server has to refuse the client's certificate: it does so after the client believes the handshake to have
 * succeeded.
 */
const REFUSAL_MS = 250;

/**
 * Why TLS with the servers of a pool fails, where the driver does not say: of Sentinels and of nodes of a cluster it
 * keeps to itself what went wrong. Nothing is sent but a handshake.
 * @returns undefined if it does not fail, or cannot be tried
 */
export async function handshakeFailure(pool: ResolvedPoolOptions): Promise<Error | undefined> {
  const { addresses, tls } = placesOf(pool);
  if (tls === undefined) return undefined;
  const failures = await Promise.all(
    addresses.map(async (address) => failureAt(address, tls, pool.connectTimeoutMs)),
  );
  // One that works is no explanation for the others.
  return failures.includes(undefined) ? undefined : failures[0];
}

function placesOf(pool: ResolvedPoolOptions): {
  readonly addresses: readonly RedisAddress[];
  readonly tls: ConnectionOptions | undefined;
} {
  if (pool.topology === 'cluster') return { addresses: pool.nodes, tls: pool.tls };
  if (pool.topology === 'sentinel') return { addresses: pool.sentinels, tls: pool.sentinelTls };
  return { addresses: 'path' in pool.endpoint ? [] : [pool.endpoint], tls: pool.tls };
}

async function failureAt(
  { host, port }: RedisAddress,
  tls: ConnectionOptions,
  timeoutMs: number,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, ...tls });
    const settle = (failure: Error | undefined): void => {
      clearTimeout(deadline);
      resolve(failure);
      socket.destroy();
    };
    let deadline = setTimeout(() => settle(undefined), timeoutMs);
    socket.on('error', settle);
    socket.once('secureConnect', () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => settle(undefined), REFUSAL_MS);
    });
  });
}
