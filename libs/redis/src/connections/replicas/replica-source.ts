import type { Replica } from './replica.js';

/** Knows the replicas that have a key. */
export interface ReplicaSource {
  /** As far as they are known; none if there are none. */
  of(key: string): readonly Replica[];

  /** A read found none that works: there may be others by now. */
  onMissing(): void;

  /** Those that are in use. */
  readonly known: Iterable<Replica>;

  /** For good. */
  close(): Promise<void>;
}
