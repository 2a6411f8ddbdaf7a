import type { ModelClass } from '../codec/models.js';
import type { PoolAlias } from '../common/pool-alias.js';

/** Growing pause between the attempts of an item, in milliseconds. */
export interface BatchBackoff {
  /** Shortest pause; its ceiling doubles with each attempt. @default 1000 */
  readonly delayMs?: number;
  /** Longest pause, and the one of items that have used up their attempts. @default 3600000 (an hour) */
  readonly maxDelayMs?: number;
}

/** What `@OnBatch` handles, and how. */
export interface OnBatchOptions {
  /** Service, entity and action that the items were enqueued for, as in `batch.enqueue(service, entity, action, ...)`. */
  readonly service: string;
  /** See {@link OnBatchOptions.service}. */
  readonly entity: string;
  /** See {@link OnBatchOptions.service}. */
  readonly action: string;
  /** Most items of one call, from 1 to 1000. A tenant gets one call per round, however many items it has. @default 100 */
  readonly limit?: number;
  /**
   * How long a worker that stopped answering keeps its items, from 1 second to a day. Longer handlers are no problem:
   * leases are renewed while they run.
   * @default 30
   */
  readonly leaseSeconds?: number;
  /** Most handlers at once in this application, each for another tenant. From 1 to 1000. @default 4 */
  readonly concurrency?: number;
  /**
   * Attempts that may fail with the growing pause between them. Afterwards the item stays in the queue, is tried again
   * after `backoff.maxDelayMs`, and each failure says so in the log. Nothing is dropped.
   * @default 3
   */
  readonly attempts?: number;
  /** How long an item waits after a failed attempt. @default growing from 1 second, at most an hour */
  readonly backoff?: BatchBackoff;
  /** Pool of the queue. @default 'handlers' */
  readonly pool?: PoolAlias;
  /** Class that items are read back as, validated. @default none: plain values */
  readonly model?: ModelClass;
}
