import type { RedisServer } from '../server/redis-server.js';

/** A Redis Cluster of this process. */
export class RedisCluster {
  /** Masters first, then replicas, as the cluster was made; a failover does not change the order. */
  readonly nodes: readonly RedisServer[];

  /** @internal use `startCluster` */
  constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  /** Kills one node (SIGKILL); `nodes[index].restart()` brings it back with its slots. */
  async kill(index: number): Promise<void> {
    const node = this.nodes[index];
    if (node === undefined) {
      throw new RangeError(`The cluster has nodes 0 to ${this.nodes.length - 1}, got ${index}`);
    }
    await node.kill();
  }

  /** Stops all nodes and removes their folders. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(async (node) => node.stop()));
  }
}
