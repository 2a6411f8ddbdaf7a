import type { HeldTrigger, TriggerOutcome } from '../engine/trigger.types.js';
import type { TriggerDelivery } from '../expiry-events.js';

/** An outcome on its way to Redis. */
export interface QueuedOutcome {
  readonly outcome: TriggerOutcome;
  readonly facts: TriggerDelivery;
  /** Sent before, with no answer: it may have been applied. */
  readonly isRepeated: boolean;
}

/** Outcomes of one partition that Redis has not confirmed, in their order. */
export class OutcomeQueue {
  #waiting: QueuedOutcome[] = [];
  #sentCount = 0;
  #since = 0;

  /** Those that wait to be sent. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Those that wait, and those that were sent and have no answer yet. */
  get unconfirmedCount(): number {
    return this.#waiting.length + this.#sentCount;
  }

  /** When the oldest came, by `performance.now()`. */
  get since(): number {
    return this.#since;
  }

  push(outcome: TriggerOutcome, facts: TriggerDelivery): void {
    if (this.#waiting.length === 0) this.#since = performance.now();
    this.#waiting.push({ outcome, facts, isRepeated: false });
  }

  /** Takes the oldest, at most `most`, to be sent. */
  take(most: number): QueuedOutcome[] {
    const taken = this.#waiting.slice(0, most);
    this.#waiting = this.#waiting.slice(most);
    this.#sentCount += taken.length;
    this.#since = performance.now();
    return taken;
  }

  /** What was taken has its answer. */
  confirm(taken: readonly QueuedOutcome[]): void {
    this.#sentCount -= taken.length;
  }

  /** Puts back what got no answer, to be sent again. */
  putBack(taken: readonly QueuedOutcome[]): void {
    this.#sentCount -= taken.length;
    this.#waiting = [...taken.map((each) => ({ ...each, isRepeated: true })), ...this.#waiting];
  }
}

/** Which of the outcomes came too late. What was sent before may be stale because it was applied then. */
export function staleOf(
  sent: readonly QueuedOutcome[],
  stale: readonly HeldTrigger[],
): readonly QueuedOutcome[] {
  if (stale.length === 0) return [];
  const leases = new Set(stale.map(nameOf));
  return sent.filter(({ outcome, isRepeated }) => !isRepeated && leases.has(nameOf(outcome.held)));
}

/** Leases that were given together have one token. */
function nameOf({ key, token }: HeldTrigger): string {
  return `${token}:${key}`;
}
