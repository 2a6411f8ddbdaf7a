import slotOf from 'cluster-key-slot';
import type { RedisAddress } from '../../config/pool-options.js';
import { addressOfNode } from '../dedicated/key-node.js';
import type { GuardedCluster } from '../guarded-cluster.js';
import type { Replica } from './replica.js';
import type { ReplicaSource } from './replica-source.js';

/** How often the cluster is asked for new replicas: nobody tells of them. */
const REFRESH_INTERVAL_MS = 30_000;

/** Not more often, however many reads find no replica. */
const SHORTEST_INTERVAL_MS = 2_000;

/** The replicas of a cluster: those of a slot, as far as the client knows the cluster. */
export class ClusterReplicas implements ReplicaSource {
  readonly #cluster: GuardedCluster;
  readonly #connect: (address: RedisAddress) => Replica;
  readonly #replicas = new Map<string, Replica>();
  #refreshTimer: NodeJS.Timeout | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(cluster: GuardedCluster, connect: (address: RedisAddress) => Replica) {
    this.#cluster = cluster;
    this.#connect = connect;
    cluster.on('refresh', this.#forgetFormer);
  }

  get known(): Iterable<Replica> {
    return this.#replicas.values();
  }

  of(key: string): readonly Replica[] {
    if (this.#isClosed) return [];
    this.#refreshTimer ??= setInterval(() => this.#refresh(), REFRESH_INTERVAL_MS).unref();
    // The first one is the primary.
    const [, ...addresses] = this.#cluster.slots[slotOf(key)] ?? [];
    return addresses.map((address) => this.#replicaAt(address));
  }

  onMissing(): void {
    if (performance.now() - this.#refreshedAtMs >= SHORTEST_INTERVAL_MS) this.#refresh();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#refreshTimer);
    this.#cluster.off('refresh', this.#forgetFormer);
    await Promise.all([...this.#replicas.values()].map(async (replica) => replica.close()));
  }

  #refresh(): void {
    this.#refreshedAtMs = performance.now();
    if (this.#cluster.status === 'ready') this.#cluster.refreshSlotsCache();
  }

  #replicaAt(address: string): Replica {
    const known = this.#replicas.get(address);
    if (known !== undefined) return known;
    const replica = this.#connect(addressOfNode(address));
    this.#replicas.set(address, replica);
    return replica;
  }

  /** Nodes that were removed, that have become primaries, or that the cluster has given up. */
  readonly #forgetFormer = (): void => {
    const present = new Set(
      this.#cluster.nodes('slave').map(({ options: { host, port } }) => `${host}:${port}`),
    );
    for (const [address, replica] of this.#replicas) {
      if (present.has(address)) continue;
      this.#replicas.delete(address);
      void replica.close();
    }
  };
}
