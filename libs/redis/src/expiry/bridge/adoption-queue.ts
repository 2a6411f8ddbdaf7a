import { isTemporary } from '../../connections/temporary-failure.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import { groupBy } from '../engine/group-by.js';

/** Most keys on their way at once: a call of the server should not take long. */
const KEYS_PER_STEP = 250;
/** Redis tells each expiry once: what cannot be adopted yet is kept here, within reason. */
const MAX_WAITING = 100_000;
const RETRY_BOUNDS: BackoffBounds = { minMs: 50, maxMs: 2_000 };

/** A key that expired. */
export interface HeardExpiry {
  readonly key: string;
  /** Since when its server has been listened to, by `performance.now()`. */
  readonly listeningSince: number;
}

/** What an {@link AdoptionQueue} works with. */
export interface AdoptionParts {
  /** Keys with the same number are adopted together or not at all. */
  readonly partitionOf: (key: string) => number;
  /** `engine.adopt` for keys of one partition. */
  readonly adopt: (expiries: readonly HeardExpiry[]) => Promise<unknown>;
  /** An expiry is lost: Redis refuses it for a reason that time does not heal, or too many wait. */
  readonly onLost: (key: string, error: unknown) => void;
  /** Redis is away, or does not take what we write; it is tried again. */
  readonly onDelayed: (waiting: number, error: Error) => void;
}

interface FailedAdoption {
  readonly expiries: readonly HeardExpiry[];
  readonly error: Error;
}

/**
 * Keys that expired, on their way to becoming due triggers, in order. What fails for a passing reason is tried again
 * until it works: the event does not come a second time.
 */
export class AdoptionQueue {
  readonly #parts: AdoptionParts;
  readonly #noPause = new WakeSignal();
  #waiting: HeardExpiry[] = [];
  #work: Promise<void> | undefined;
  #failures = 0;
  #closed = false;

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  add(expiry: HeardExpiry): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#parts.onLost(expiry.key, new Error(`${MAX_WAITING} expired keys wait already`));
      return;
    }
    this.#waiting.push(expiry);
    this.#work ??= this.#adoptAll();
  }

  /** Resolves when everything that was added is settled. After {@link AdoptionQueue.close} nothing waits any more. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Gives up what has not been adopted yet. */
  close(): void {
    this.#closed = true;
    this.#noPause.notify();
  }

  async #adoptAll(): Promise<void> {
    // Keys that arrive in the same turn of the event loop go out together.
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#closed) {
      const step = this.#waiting.splice(0, KEYS_PER_STEP);
      const batches = groupBy(step, ({ key }) => this.#parts.partitionOf(key));
      const attempts = [...batches.values()].map(async (batch) => this.#adopt(batch));
      const failed = (await Promise.all(attempts)).flat();
      const [first] = failed;
      if (first === undefined) {
        this.#failures = 0;
        continue;
      }
      this.#waiting = [...failed.flatMap(({ expiries }) => expiries), ...this.#waiting];
      this.#failures += 1;
      this.#parts.onDelayed(this.#waiting.length, first.error);
      if (!this.#closed) await this.#noPause.wait(backoffDelay(this.#failures, RETRY_BOUNDS));
    }
    this.#giveUp();
    this.#work = undefined;
  }

  /** @returns what is to be tried again */
  async #adopt(expiries: readonly HeardExpiry[]): Promise<FailedAdoption[]> {
    try {
      await this.#parts.adopt(expiries);
      return [];
    } catch (error) {
      if (isTemporary(error)) return [{ expiries, error }];
      const [only, ...others] = expiries;
      if (only === undefined) return [];
      if (others.length > 0) {
        // One of them is refused: the others are not to suffer for it.
        return (await Promise.all(expiries.map(async (expiry) => this.#adopt([expiry])))).flat();
      }
      this.#parts.onLost(only.key, error);
      return [];
    }
  }

  #giveUp(): void {
    for (const { key } of this.#waiting.splice(0)) {
      this.#parts.onLost(key, new Error('the application stopped'));
    }
  }
}
