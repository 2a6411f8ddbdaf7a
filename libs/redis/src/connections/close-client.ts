import { disconnectForGood } from './disconnect.js';
import { GuardedCluster } from './guarded-cluster.js';
import type { RedisClient } from './pool-clients.js';

/** Longest wait for replies of what is still in flight. */
const QUIT_TIMEOUT_MS = 2_000;

/** Longest wait for sockets to close: they are destroyed before that. */
const END_TIMEOUT_MS = 1_000;

/**
 * Closes a client: what is in flight may finish, then the connections go, whether the server answers or not. Never
 * rejects; returns at once if the client is closed already.
 */
export async function closeClient(client: RedisClient): Promise<void> {
  // A cluster forgets its nodes while it closes.
  const connections = client instanceof GuardedCluster ? client.nodes() : [client];
  if (client.status === 'ready') {
    const ended = untilEnd(client, QUIT_TIMEOUT_MS);
    client.quit().catch(() => undefined);
    await ended;
  }
  if (client.status === 'end' || connections.length === 0) return client.disconnect();
  const ended = untilEnd(client, END_TIMEOUT_MS);
  client.disconnect();
  connections.forEach(disconnectForGood);
  await ended;
}

/** Resolves when the client has ended, or when the time is up. */
function untilEnd(client: RedisClient, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      client.off('end', settle);
      resolve();
    };
    const timer = setTimeout(settle, timeoutMs);
    client.once('end', settle);
  });
}
