import type { Replica } from './replica.js';
import type { ReplicaSource } from './replica-source.js';

/** Replicas that all have the same keys and stay the same: those configured, and the one that Sentinels name. */
export class FixedReplicas implements ReplicaSource {
  readonly #create: () => readonly Replica[];
  #replicas: readonly Replica[] | undefined;
  #isClosed = false;

  /** @param create called at the first read */
  constructor(create: () => readonly Replica[]) {
    this.#create = create;
  }

  get known(): readonly Replica[] {
    return this.#replicas ?? [];
  }

  of(): readonly Replica[] {
    if (this.#isClosed) return [];
    this.#replicas ??= this.#create();
    return this.#replicas;
  }

  /** They reconnect by themselves, and to another one where there is one. */
  onMissing(): void {}

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all((this.#replicas ?? []).map(async (replica) => replica.close()));
  }
}
