import type { RedisServer } from '../server/redis-server.js';
import { joinAsMaster } from './join-as-master.js';
import { migrateSlot, type MoveSlotOptions } from './slot-migration.js';

/** A Redis Cluster of this process. */
export class RedisCluster {
  readonly #nodes: RedisServer[];
  readonly #startNode: () => Promise<RedisServer>;

  /** @internal use `startCluster` */
  constructor(nodes: readonly RedisServer[], startNode: () => Promise<RedisServer>) {
    this.#nodes = [...nodes];
    this.#startNode = startNode;
  }

  /** Masters first, then replicas, as the cluster was made; a failover does not change the order. Then added nodes. */
  get nodes(): readonly RedisServer[] {
    return this.#nodes;
  }

  /** Kills one node (SIGKILL); `nodes[index].restart()` brings it back with its slots. */
  async kill(index: number): Promise<void> {
    await this.#node(index).kill();
  }

  /** Adds a master without slots, and resolves when all nodes know it; {@link RedisCluster.moveSlot} gives it some. */
  async addMaster(): Promise<RedisServer> {
    const node = await this.#startNode();
    try {
      await joinAsMaster(node, this.#nodes);
    } catch (error) {
      await node.stop();
      throw error;
    }
    this.#nodes.push(node);
    return node;
  }

  /**
   * Moves a slot with its keys to another master while the cluster serves, as a live reshard does: clients are sent
   * after keys that have left (ASK) and, in the end, to the new owner (MOVED).
   *
   * @param slot 0 to 16383
   * @param index of the new owner in {@link RedisCluster.nodes}; nothing happens if it has the slot
   * @returns the number of keys moved
   */
  async moveSlot(slot: number, index: number, options: MoveSlotOptions = {}): Promise<number> {
    return migrateSlot(this.nodes, slot, this.#node(index), options);
  }

  /** Stops all nodes and removes their folders. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map(async (node) => node.stop()));
  }

  #node(index: number): RedisServer {
    const node = this.nodes[index];
    if (node === undefined) {
      throw new RangeError(`The cluster has nodes 0 to ${this.nodes.length - 1}, got ${index}`);
    }
    return node;
  }
}
