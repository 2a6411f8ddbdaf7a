import { ConnectivityError } from '../connectivity.errors.js';
import { firstWordOf, isOutOfOrder, isReplyError } from '../driver-errors.js';
import type { PoolActivity } from '../pool-activity.js';
import type { RedisClient } from '../pool-clients.js';
import type { Replica } from './replica.js';
import type { ReplicaSource } from './replica-source.js';

/** Replies of a node that does not have the slot (any more), or only parts of it. */
const NOT_HERE: ReadonlySet<string> = new Set(['MOVED', 'ASK', 'TRYAGAIN']);

/** What counts the reads of a pool. */
export type ReplicaCounts = Pick<PoolActivity, 'replicaReads' | 'replicaFallbacks'>;

/** Reads of one pool that may be answered by a replica. */
export class ReplicaReads {
  readonly #source: ReplicaSource;
  readonly #primary: RedisClient;
  readonly #counts: ReplicaCounts;
  #turn = 0;

  /** @param primary client of the pool, for what no replica can answer */
  constructor(source: ReplicaSource, primary: RedisClient, counts: ReplicaCounts) {
    this.#source = source;
    this.#primary = primary;
    this.#counts = counts;
  }

  /**
   * Runs a read on a replica, else on the primary.
   * @param key what is read: in a cluster, all keys have to be in its slot
   * @param read may be called twice, and must not write
   */
  async read<T>(key: string, read: (client: RedisClient) => Promise<T>): Promise<T> {
    const replica = await this.#next(key);
    if (replica !== undefined) {
      try {
        const answer = await read(replica.client);
        this.#counts.replicaReads += 1;
        return answer;
      } catch (error) {
        if (!isFaultOfReplica(error)) throw error;
      }
    }
    this.#counts.replicaFallbacks += 1;
    this.#source.onMissing();
    return read(this.#primary);
  }

  /** Addresses of replicas that are in use and cannot be asked now. */
  get lost(): string[] {
    return [...this.#source.known].flatMap(({ isUsable, isOpening, address }) =>
      isUsable || isOpening || address === undefined ? [] : [address],
    );
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  /** In turn. Only the very first reads wait for a connection. */
  async #next(key: string): Promise<Replica | undefined> {
    const replicas = this.#source.of(key);
    const opening = replicas.map(async (replica) => replica.open());
    const usable = this.#choose(replicas);
    if (usable !== undefined || !replicas.some(({ isOpening }) => isOpening)) return usable;
    await Promise.any(
      opening.map(async (opened, index) => {
        await opened;
        if (replicas[index]?.isUsable !== true) throw new Error('not usable');
      }),
    ).catch(() => undefined);
    return this.#choose(replicas);
  }

  #choose(replicas: readonly Replica[]): Replica | undefined {
    const usable = replicas.filter(({ isUsable }) => isUsable);
    if (usable.length === 0) return undefined;
    this.#turn = (this.#turn + 1) % usable.length;
    return usable[this.#turn];
  }
}

/** Whether the primary may have an answer where the replica has none. */
function isFaultOfReplica(error: unknown): boolean {
  if (error instanceof ConnectivityError) return true;
  if (!(error instanceof Error) || !isReplyError(error)) return false;
  return isOutOfOrder(error) || NOT_HERE.has(firstWordOf(error.message));
}
