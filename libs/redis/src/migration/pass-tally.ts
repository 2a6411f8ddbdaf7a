import { describeKey } from '../common/describe.js';
import type { CopyPassReport } from './copy-options.js';

const MOST_SAMPLES = 20;

/** Counts what one pass finds. */
export class PassTally {
  readonly #kinds = new Map<string, { source: number; equal: number }>();
  readonly #conflicts = new Set<string>();
  readonly #unknown = new Set<string>();
  #conflictCount = 0;
  #unknownCount = 0;
  copied = 0;
  removed = 0;

  constructor(
    private readonly pass: number,
    /** Whether the pass only looks. */
    readonly isVerification: boolean,
  ) {}

  count(kind: string, isEqual: boolean): void {
    const count = this.#kinds.get(kind) ?? { source: 0, equal: 0 };
    count.source += 1;
    if (isEqual) count.equal += 1;
    this.#kinds.set(kind, count);
  }

  conflict(key: string): void {
    this.#conflictCount += 1;
    if (this.#conflicts.size < MOST_SAMPLES) this.#conflicts.add(describeKey(key));
  }

  unknown(key: string): void {
    this.#unknownCount += 1;
    if (this.#unknown.size < MOST_SAMPLES) this.#unknown.add(describeKey(key));
  }

  report(): CopyPassReport {
    return {
      pass: this.pass,
      verification: this.isVerification,
      kinds: Object.fromEntries([...this.#kinds].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      copied: this.copied,
      removed: this.removed,
      conflicts: this.#conflictCount,
      unknown: this.#unknownCount,
      conflictingKeys: [...this.#conflicts],
      unknownKeys: [...this.#unknown],
    };
  }
}
