import { sendInternal } from '../guard/internal-command.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';

/**
 * Sends a command of the library's own to the server, or to some node of the cluster that is connected.
 * @throws Error if there is no connection, and whatever ioredis rejects a command with
 */
export async function askServer(
  client: RedisClient,
  name: string,
  args: readonly string[] = [],
): Promise<unknown> {
  if (!(client instanceof GuardedCluster)) return sendInternal(client, name, args);
  const node = client.nodes().find(({ status }) => status === 'ready');
  if (node === undefined) throw new Error('no node is connected');
  return sendInternal(node, name, args);
}
