import type { Cluster, Redis } from 'ioredis';
import { disconnectForGood } from './disconnect.js';

/**
 * Ends the connections to nodes that a cluster has left behind. ioredis only tells them to disconnect, which one that
 * is between two attempts to reconnect never comes to: what waits there would wait until its time is up.
 */
export function endRemovedNodes(cluster: Cluster): void {
  const known = new Set<Redis>();
  cluster.on('+node', (node: Redis) => known.add(node));
  cluster.on('-node', (node: Redis) => known.delete(node));
  cluster.on('refresh', () => {
    const present = new Set(cluster.nodes());
    for (const node of known) {
      if (present.has(node)) continue;
      known.delete(node);
      disconnectForGood(node);
    }
  });
}
