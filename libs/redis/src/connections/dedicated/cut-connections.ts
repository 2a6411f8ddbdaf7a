import { disconnectForGood } from '../disconnect.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';

/** Closes the connections of a client at once; what waits for a reply fails. */
export function cutConnections(client: RedisClient): void {
  if (!(client instanceof GuardedCluster)) return disconnectForGood(client);
  const nodes = client.nodes();
  client.disconnect();
  nodes.forEach(disconnectForGood);
}
