import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '@tenantry/redis-testing';
import { settledWithin } from '../../../../libs/redis/src/resilience/settled-within.js';
import { CALLERS_OF_KIND, type Caller, type CallKind } from './callers.js';
import { errorName } from './summary.js';

/** How long callers wait after an error; at random, so that they do not come back all at once. */
const PAUSE_MS = { least: 50, most: 250 };

/** Longest wait for the last calls: every one of them has a time limit far below. */
const LAST_CALLS_MS = 10_000;

/** A call that failed. */
export interface Failure {
  readonly kind: CallKind;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** See {@link errorName}: the errors themselves, with their stacks, would be a load of their own. */
  readonly error: string;
  /** Whether the circuit was open when it began. */
  readonly wasOpen: boolean;
}

/** A call that succeeded. */
export interface Success {
  readonly kind: CallKind;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** Callers that call without a break, and what comes of it. */
export class Load {
  readonly failures: Failure[] = [];
  readonly successes: Success[] = [];
  #isOver = false;
  #running = 0;
  readonly #ended: Promise<void>[];

  /** @param isOpen whether the circuit of the pool is open */
  constructor(
    callers: readonly Caller[],
    private readonly isOpen: () => boolean,
  ) {
    this.#ended = callers.map(async (caller) => this.#callOn(caller));
  }

  /** Waits until callers of every kind have made calls that began after this moment and succeeded. */
  async untilEachSucceeds(calls: number, timeoutMs = 20_000): Promise<void> {
    const begin = performance.now();
    const from = this.successes.length;
    await waitUntil(
      () => {
        const counts = new Map<CallKind, number>();
        for (const { kind, startedAtMs } of this.successes.slice(from)) {
          if (startedAtMs >= begin) counts.set(kind, (counts.get(kind) ?? 0) + 1);
        }
        return Object.keys(CALLERS_OF_KIND).every((kind) => (counts.get(kind as CallKind) ?? 0) >= calls);
      },
      { timeoutMs, what: `${calls} calls of every kind succeed` },
    );
  }

  /** Waits until so many calls were made while the circuit was open, and failed. */
  async untilRefused(calls: number): Promise<void> {
    const count = (): number => this.failures.reduce((sum, { wasOpen }) => sum + Number(wasOpen), 0);
    await waitUntil(() => count() >= calls, { timeoutMs: 20_000, what: `${calls} calls are refused` });
  }

  /** Ends it. Returns the number of calls that did not end. */
  async stop(): Promise<number> {
    this.#isOver = true;
    await settledWithin(this.#ended, LAST_CALLS_MS);
    return this.#running;
  }

  async #callOn(caller: Caller): Promise<void> {
    const { kind } = caller;
    while (!this.#isOver) {
      const wasOpen = this.isOpen();
      const startedAtMs = performance.now();
      this.#running += 1;
      try {
        await caller.call();
        this.successes.push({ kind, startedAtMs, endedAtMs: performance.now() });
        this.#running -= 1;
      } catch (error) {
        this.failures.push({
          kind,
          startedAtMs,
          endedAtMs: performance.now(),
          error: errorName(error),
          wasOpen,
        });
        this.#running -= 1;
        await delay(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
      }
    }
  }
}
