import { isTemporary } from '../../connections/temporary-failure.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { WakeSignal } from '../../resilience/wake-signal.js';

/** Keys sent together; they are written at once, so that a burst costs few round trips. */
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
  /** `engine.adopt` for one of them. */
  readonly adopt: (expiry: HeardExpiry) => Promise<unknown>;
  /** An expiry is lost: Redis refuses it for a reason that time does not heal, or too many wait. */
  readonly onLost: (key: string, error: unknown) => void;
  /** Redis is away, or does not take what we write; it is tried again. */
  readonly onDelayed: (waiting: number, error: Error) => void;
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
      const failed = (await Promise.all(step.map(async (expiry) => this.#adopt(expiry)))).filter(
        (failure) => failure !== undefined,
      );
      const [first] = failed;
      if (first === undefined) {
        this.#failures = 0;
        continue;
      }
      this.#waiting = [...failed.map(({ expiry }) => expiry), ...this.#waiting];
      this.#failures += 1;
      this.#parts.onDelayed(this.#waiting.length, first.error);
      if (!this.#closed) await this.#noPause.wait(backoffDelay(this.#failures, RETRY_BOUNDS));
    }
    this.#giveUp();
    this.#work = undefined;
  }

  /** @returns what is to be tried again */
  async #adopt(
    expiry: HeardExpiry,
  ): Promise<{ readonly expiry: HeardExpiry; readonly error: Error } | undefined> {
    try {
      await this.#parts.adopt(expiry);
      return undefined;
    } catch (error) {
      if (isTemporary(error)) return { expiry, error };
      this.#parts.onLost(expiry.key, error);
      return undefined;
    }
  }

  #giveUp(): void {
    for (const { key } of this.#waiting.splice(0)) {
      this.#parts.onLost(key, new Error('the application stopped'));
    }
  }
}
