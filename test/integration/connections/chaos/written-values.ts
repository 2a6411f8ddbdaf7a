import { BatchFailedError } from '../../../../libs/redis/src/connections/batch.errors.js';
import {
  CommandOutcomeUnknownError,
  CommandTimeoutError,
} from '../../../../libs/redis/src/connections/connectivity.errors.js';

/** Whether a call that failed with this error may have changed something. All other errors promise that it did not. */
export function mayHaveRun(error: unknown): boolean {
  if (error instanceof BatchFailedError) {
    const isPartial = error.errors.length < Number(error.details['total']);
    return isPartial || error.errors.some(({ error: each }) => mayHaveRun(each));
  }
  return error instanceof CommandOutcomeUnknownError || error instanceof CommandTimeoutError;
}

/** What is wrong with a value, seen from what its writers were told. */
export interface Verdict {
  /** Acknowledged writes that are not there. */
  readonly lost: number;
  /** Writes that ran twice or although their caller was told that they had not; replies of somebody else's call. */
  readonly wrong: number;
}

/** A counter, as those who increment it by one know it. */
export class Counter {
  #acknowledged = 0;
  #unknown = 0;
  #repeated = 0;
  readonly #replies = new Set<number>();

  constructor(readonly key: string) {}

  /** Every reply is a number that nobody else was told. */
  async increment(send: () => Promise<number>): Promise<void> {
    try {
      const reply = await send();
      this.#acknowledged += 1;
      if (this.#replies.has(reply) || !Number.isSafeInteger(reply)) this.#repeated += 1;
      this.#replies.add(reply);
    } catch (error) {
      if (mayHaveRun(error)) this.#unknown += 1;
      throw error;
    }
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  verdict(stored: string | null): Verdict {
    const value = Number(stored);
    return {
      lost: Math.max(0, this.#acknowledged - value),
      wrong: this.#repeated + Math.max(0, value - this.#acknowledged - this.#unknown),
    };
  }
}

/** A value that one caller alone writes, one write after the other: `name:1`, `name:2` and so on. */
export class OwnValue {
  #written = 0;
  #acknowledged = 0;
  #wrong = 0;
  readonly #unknown = new Set<number>();

  constructor(
    readonly key: string,
    private readonly name: string,
  ) {}

  get acknowledged(): number {
    return this.#acknowledged;
  }

  async write(send: (value: string) => Promise<unknown>): Promise<void> {
    const number = (this.#written += 1);
    try {
      await send(`${this.name}:${number}`);
      this.#acknowledged = number;
    } catch (error) {
      if (mayHaveRun(error)) this.#unknown.add(number);
      throw error;
    }
  }

  /** What the caller reads has to be what it wrote last, or a write of which it does not know what became. */
  async read(send: () => Promise<unknown>): Promise<void> {
    if (!this.#isExplained(await send())) this.#wrong += 1;
  }

  verdict(stored: string | null): Verdict {
    return { lost: this.#isExplained(stored) ? 0 : 1, wrong: this.#wrong };
  }

  #isExplained(stored: unknown): boolean {
    if (stored === null) return this.#acknowledged === 0;
    if (typeof stored !== 'string' || !stored.startsWith(`${this.name}:`)) return false;
    const number = Number(stored.slice(this.name.length + 1));
    return number === this.#acknowledged || this.#unknown.has(number);
  }
}
