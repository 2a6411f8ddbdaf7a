import type { NackOptions } from './batch.options.js';

/**
 * An item that one consumer holds until its lease ends. Do the work, then `ack` it: an item that is not acked comes
 * back to whoever claims next, so the work may be done more than once, but is never lost.
 *
 * Its methods go to the queue it was claimed from, whatever tenant the running context has. All of them throw the
 * errors of an unreachable pool.
 */
export interface ClaimedItem<T> {
  /**
   * The item.
   * @throws the error in {@link failure}: an item that cannot be read is still held, and is to be acked or nacked
   * like any other
   */
  readonly value: T;
  /** Why the item cannot be read with its model, a ModelValidationError; null if it can. */
  readonly failure: Error | null;
  /** The item as it is stored, for instance to set an unreadable one aside. */
  readonly text: string;
  /** How often the item has been claimed, this time included: 1 the first time. */
  readonly attempt: number;
  /** End of the lease, by the clock of the Redis server. */
  readonly leaseUntil: Date;
  /**
   * The work is done: removes the item.
   * @returns false if the item was no longer held: the lease ended and another consumer has claimed it, or it was
   * acked or nacked before. Nothing is removed then
   */
  ack(): Promise<boolean>;
  /**
   * The work failed: gives the item back, at once or after a delay. It is ahead of items that were never claimed.
   * @returns false if the item was no longer held
   * @throws InvalidArgumentError for a delay out of range
   */
  nack(options?: NackOptions): Promise<boolean>;
  /**
   * The work takes longer: the lease ends `leaseSeconds` from now.
   * @returns false if the item was no longer held
   * @throws InvalidArgumentError for a lease out of range
   */
  extend(leaseSeconds: number): Promise<boolean>;
}
