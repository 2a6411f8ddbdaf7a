import type { CommandOutcome, RedisPoolEventMap } from '../../connections/redis-pool.events.js';
import { OTHER } from '../bounded-label.js';

/** Types of errors that are told apart for each command; a script may reply with whatever it likes. */
const MOST_ERROR_TYPES = 20;

/**
 * How often a command ended which way, and how long it took. Counted by hand, because it happens at every command: a
 * histogram and a counter of prom-client take 2 microseconds, this takes a fraction of one.
 */
export class CommandTally {
  /** Above the last bound too: one more than there are bounds. Not cumulative. */
  readonly buckets: Float64Array;
  readonly outcomes: Record<CommandOutcome, number> = {
    answered: 0,
    'error-reply': 0,
    failed: 0,
    refused: 0,
  };
  readonly errors = new Map<string, number>();
  count = 0;
  sumSeconds = 0;

  /** @param bounds upper bounds in seconds, ascending */
  constructor(private readonly bounds: readonly number[]) {
    this.buckets = new Float64Array(bounds.length + 1);
  }

  add({ outcome, durationMs, errorType }: RedisPoolEventMap['command']): void {
    this.outcomes[outcome] += 1;
    if (errorType !== null) this.#addError(errorType);
    // It took no time at all.
    if (outcome === 'refused') return;
    const seconds = durationMs / 1_000;
    this.count += 1;
    this.sumSeconds += seconds;
    let bucket = 0;
    while (bucket < this.bounds.length && seconds > this.bounds[bucket]!) bucket += 1;
    this.buckets[bucket]! += 1;
  }

  #addError(type: string): void {
    const name = this.errors.has(type) || this.errors.size < MOST_ERROR_TYPES ? type : OTHER;
    this.errors.set(name, (this.errors.get(name) ?? 0) + 1);
  }
}
