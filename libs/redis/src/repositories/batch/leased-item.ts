import type { LeasedText } from '../../scripts/batch-claim.script.js';
import { delayMilliseconds, leaseMilliseconds } from './batch-arguments.js';
import type { BatchQueue } from './batch-queue.js';
import type { NackOptions } from './batch.options.js';
import type { ClaimedItem } from './claimed-item.js';
import type { ItemReading } from './item-reader.js';

/** What stands for bytes that are no UTF-8: such a text cannot be sent back as it is stored. */
const REPLACEMENT_CHARACTER = '\uFFFD';

/** An item as {@link BatchRepository.claim} returns it: its token is proof of the lease. */
export class LeasedItem<T> implements ClaimedItem<T> {
  readonly text: string;
  readonly attempt: number;
  readonly #queue: BatchQueue;
  readonly #token: string;
  readonly #reading: ItemReading;
  #deadlineMs: number;

  constructor(queue: BatchQueue, leased: LeasedText, deadlineMs: number, reading: ItemReading) {
    this.text = leased.text;
    this.attempt = leased.attempt;
    this.#queue = queue;
    this.#token = leased.token;
    this.#deadlineMs = deadlineMs;
    this.#reading = reading;
  }

  get value(): T {
    if (this.#reading.failure !== null) throw this.#reading.failure;
    return this.#reading.value as T;
  }

  get failure(): Error | null {
    return this.#reading.failure;
  }

  get leaseUntil(): Date {
    return new Date(this.#deadlineMs);
  }

  /** Queue the item was claimed from. */
  get queue(): BatchQueue {
    return this.#queue;
  }

  /** What scripts know the lease by: see `includes/leases.lua`. */
  get reference(): string {
    const header = `${this.#token}:${this.attempt}`;
    return this.text.includes(REPLACEMENT_CHARACTER)
      ? `${header}@${this.#deadlineMs}`
      : `${header}\0${this.text}`;
  }

  async ack(): Promise<boolean> {
    return (await this.#queue.ack([this.reference])) === 1;
  }

  async nack({ delaySeconds = 0 }: NackOptions = {}): Promise<boolean> {
    return this.#queue.release(this.reference, delayMilliseconds(delaySeconds));
  }

  async extend(leaseSeconds: number): Promise<boolean> {
    const deadlineMs = await this.#queue.extend(this.reference, leaseMilliseconds(leaseSeconds));
    if (deadlineMs === null) return false;
    this.#deadlineMs = deadlineMs;
    return true;
  }
}
