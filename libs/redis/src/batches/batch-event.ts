import type { ClaimedItem } from '../repositories/batch/claimed-item.js';

/**
 * What an `@OnBatch` handler is called with. Settle items one by one as you finish them (`item.ack()`,
 * `item.nack({ delaySeconds })`), or not at all: those left when the handler returns are acknowledged, and those left
 * when it throws are tried again later.
 */
export interface BatchEvent<T = unknown> {
  /** Tenant of the items; the handler runs in its `TenantContext`. */
  readonly tenant: string;
  /** Service, entity and action of the queue, as in {@link OnBatchOptions}. */
  readonly service: string;
  /** See {@link BatchEvent.service}. */
  readonly entity: string;
  /** See {@link BatchEvent.service}. */
  readonly action: string;
  /**
   * At least one. An item that was tried before comes alone, so that it cannot keep failing the others. One that cannot
   * be read with the declared model does not come at all: the log says so, and it is tried again later.
   */
  readonly items: ReadonlyArray<ClaimedItem<T>>;
  /**
   * Aborted when the work is no longer this handler's: the lease of an item was lost (another worker may have it), or
   * the application stops and its grace period is over. Pass it on (`fetch(url, { signal })`), or check it between
   * items: `event.signal.throwIfAborted()`.
   */
  readonly signal: AbortSignal;
}
