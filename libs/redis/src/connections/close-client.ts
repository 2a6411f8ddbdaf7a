import { settledWithin } from '../resilience/settled-within.js';
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
  if (client.status === 'end') return;
  const ended = new Promise((resolve) => client.once('end', resolve));
  if (client instanceof GuardedCluster) {
    const nodes = client.nodes();
    // A cluster ends when its last node has; without nodes there is no more to end than its timers.
    if (nodes.length === 0) return client.disconnect();
    await settledWithin([client.quit()], QUIT_TIMEOUT_MS);
    nodes.forEach(disconnectForGood);
  } else {
    if (client.status === 'ready') await settledWithin([client.quit()], QUIT_TIMEOUT_MS);
    disconnectForGood(client);
  }
  await settledWithin([ended], END_TIMEOUT_MS);
}
