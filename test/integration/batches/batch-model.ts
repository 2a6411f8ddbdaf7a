import type { BatchQueue } from '../../../libs/redis/src/repositories/batch/batch-queue.js';
import type { LeasedItem } from '../../../libs/redis/src/repositories/batch/leased-item.js';
import type { PendingRemoval } from '../../../libs/redis/src/repositories/batch/pending-removal.js';
import type { TestQueue } from './test-queue.js';

export const QUEUES = ['a', 'b'] as const;
export type QueueId = (typeof QUEUES)[number];

/** What one queue should hold: numbers of items. */
export class QueueModel {
  /** In the list, in order. */
  readonly waiting: number[] = [];
  /** Claimed, and not claimable. */
  readonly leased = new Set<number>();
  /** Claimable before the list: lease ended, or given back. */
  readonly due = new Set<number>();
  /** Given back for later. */
  readonly delayed = new Set<number>();
  readonly attempts = new Map<number, number>();

  items(): number[] {
    return [...this.waiting, ...this.leased, ...this.due, ...this.delayed];
  }
}

/** What should be the case, written without looking at the scripts. */
export class BatchModel {
  readonly queues: Readonly<Record<QueueId, QueueModel>> = { a: new QueueModel(), b: new QueueModel() };
  nextItem = 0;
  /** Items whose enqueue has resolved: as long as they are there the tenant has to be found. */
  readonly promised = new Set<number>();
  /** Items that are in their list and whose enqueue is still to mark the tenant. */
  readonly unmarked: number[] = [];
  /** Stages of the removals that are under way: steps done. */
  readonly removals: number[] = [];

  isEmpty(): boolean {
    return Object.values(this.queues).every((queue) => queue.items().length === 0);
  }

  hasPromisedItems(): boolean {
    return Object.values(this.queues).some((queue) => queue.items().some((item) => this.promised.has(item)));
  }
}

/** The real thing. */
export interface RealBatch {
  readonly queue: TestQueue;
  readonly steps: Readonly<Record<QueueId, BatchQueue>>;
  /** Items as they were last claimed. */
  readonly held: Map<number, LeasedItem<unknown>>;
  /** Handles whose item was claimed again since, acked or nacked: proof of nothing. */
  readonly outdated: Array<LeasedItem<unknown>>;
  readonly removals: Array<{ removal: PendingRemoval; keep: boolean }>;
}
