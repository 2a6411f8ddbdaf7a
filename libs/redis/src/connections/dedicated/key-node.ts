import slotOf from 'cluster-key-slot';
import type { RedisAddress } from '../../config/pool-options.js';
import type { GuardedCluster } from '../guarded-cluster.js';

/** The node whose slot a key is in, as far as the client knows the cluster; undefined: no node has it. */
export function nodeOfKey(cluster: GuardedCluster, key: string): RedisAddress | undefined {
  const [node] = cluster.slots[slotOf(key)] ?? [];
  return node === undefined ? undefined : addressOfNode(node);
}

/** @param node `host:port`, as ioredis names the nodes of a cluster: as this application reaches them */
export function addressOfNode(node: string): RedisAddress {
  const colon = node.lastIndexOf(':');
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
}

/** Whether all keys are in one slot. */
export function shareSlot(keys: readonly string[]): boolean {
  return new Set(keys.map((key) => slotOf(key))).size <= 1;
}
