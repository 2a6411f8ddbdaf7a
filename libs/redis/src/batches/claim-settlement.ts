import { setTimeout as sleep } from 'node:timers/promises';
import { isTemporary } from '../connections/temporary-failure.js';
import { backoffDelay, type BackoffBounds } from '../resilience/backoff.js';
import type { ClaimLog } from './claim-log.js';
import type { WorkerQueues } from './tenant-batches.js';
import type { TrackedItem } from './tracked-item.js';

/** Between two attempts to settle while Redis is away. */
const RETRY_BOUNDS: BackoffBounds = { minMs: 50, maxMs: 1_000 };

/**
 * Acknowledges and gives back items of one claim. While Redis is away it goes on trying as long as the leases last:
 * repeating does no harm, and what is settled in the end is not handled twice. What cannot be settled comes back when
 * its lease ends; nothing is thrown, the log says so.
 */
export class ClaimSettlement {
  readonly #queues: WorkerQueues;
  readonly #log: ClaimLog;

  constructor(queues: WorkerQueues, log: ClaimLog) {
    this.#queues = queues;
    this.#log = log;
  }

  /** Acknowledges those of the items that are open. */
  async acknowledge(items: readonly TrackedItem[]): Promise<void> {
    const open = items.filter((item) => item.isOpen);
    await this.#settle(open, 'acknowledged', async (isFirstAttempt) => {
      const count = await this.#queues.ackAll(open.map((item) => item.claimed));
      // After a reply that was lost, nobody knows whether the missing ones were acknowledged before.
      if (count < open.length && isFirstAttempt) this.#log.finishedTooLate(open.length - count);
    });
  }

  /** Gives those of the items back that are open; each may be claimed again after its delay. */
  async giveBack(
    items: readonly TrackedItem[],
    delaySecondsOf: (item: TrackedItem) => number,
  ): Promise<void> {
    const open = items.filter((item) => item.isOpen);
    const delays = new Map(open.map((item) => [item, delaySecondsOf(item)]));
    await this.#settle(open, 'given back', async () => {
      await Promise.all(open.map(async (item) => item.claimed.nack({ delaySeconds: delays.get(item) ?? 0 })));
    });
  }

  async #settle(
    items: readonly TrackedItem[],
    what: string,
    settle: (isFirstAttempt: boolean) => Promise<void>,
  ): Promise<void> {
    if (items.length === 0) return;
    try {
      await whileLeased(items, settle);
    } catch (error) {
      this.#log.notSettled(items.length, what, error);
    }
    for (const item of items) item.markSettled();
  }
}

/** Tries until it succeeds, until trying again is of no use, or until somebody else has settled the items. */
async function whileLeased(
  items: readonly TrackedItem[],
  settle: (isFirstAttempt: boolean) => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await settle(attempt === 1);
      return;
    } catch (error) {
      if (!isTemporary(error)) throw error;
      await sleep(backoffDelay(attempt, RETRY_BOUNDS));
      if (items.every((item) => !item.isOpen)) return;
      if (items.every((item) => item.remainingMs <= 0)) throw error;
    }
  }
}
