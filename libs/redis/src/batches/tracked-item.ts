import type { NackOptions } from '../repositories/batch/batch.options.js';
import type { ClaimedItem } from '../repositories/batch/claimed-item.js';

/** What the worker knows about an item: `open` until somebody settles it or its lease is lost. */
type ItemState = 'open' | 'settled' | 'lost';

/** A claimed item as the handler gets it: the same, and it remembers what was done with it. */
export class TrackedItem<T = unknown> implements ClaimedItem<T> {
  readonly #claimed: ClaimedItem<T>;
  #state: ItemState = 'open';
  #leasedUntilMs: number;

  /** @param leasedUntilMs end of the lease on the clock of `performance.now()`, never later than the server's */
  constructor(claimed: ClaimedItem<T>, leasedUntilMs: number) {
    this.#claimed = claimed;
    this.#leasedUntilMs = leasedUntilMs;
  }

  get value(): T {
    return this.#claimed.value;
  }

  get failure(): Error | null {
    return this.#claimed.failure;
  }

  get text(): string {
    return this.#claimed.text;
  }

  get attempt(): number {
    return this.#claimed.attempt;
  }

  get leaseUntil(): Date {
    return this.#claimed.leaseUntil;
  }

  /** The item as it was claimed. */
  get claimed(): ClaimedItem<T> {
    return this.#claimed;
  }

  /** Not settled, not lost. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Milliseconds that are left of the lease; negative if it may have ended. */
  get remainingMs(): number {
    return this.#leasedUntilMs - performance.now();
  }

  async ack(): Promise<boolean> {
    return this.#settle(this.#claimed.ack());
  }

  async nack(options?: NackOptions): Promise<boolean> {
    return this.#settle(this.#claimed.nack(options));
  }

  async extend(leaseSeconds: number): Promise<boolean> {
    const before = performance.now();
    const extended = await this.#claimed.extend(leaseSeconds);
    if (extended) this.#leasedUntilMs = before + leaseSeconds * 1_000;
    return extended;
  }

  /** Somebody else settled it on its behalf. */
  markSettled(): void {
    if (this.#state === 'open') this.#state = 'settled';
  }

  /** Its lease is over: another worker may have it. */
  markLost(): void {
    if (this.#state === 'open') this.#state = 'lost';
  }

  /** Settled as soon as it is asked for, so that a handler that does not await it counts too; open again if it fails. */
  async #settle(reply: Promise<boolean>): Promise<boolean> {
    const before = this.#state;
    this.#state = 'settled';
    try {
      return await reply;
    } catch (error) {
      this.#state = before;
      throw error;
    }
  }
}
