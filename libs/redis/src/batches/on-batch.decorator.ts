import { declareHandler } from '../dispatch/handler.decorator.js';
import { resolveBatchQueue } from './handled-queue.js';
import type { OnBatchOptions } from './on-batch.options.js';

/** Metadata key of {@link OnBatch}. */
export const ON_BATCH_KEY = Symbol('tenantry:on-batch');

/**
 * Makes a method the handler of a batch queue, of every tenant. It is called with a {@link BatchEvent}, inside the
 * tenant's `TenantContext`, on providers and controllers of any scope: a request-scoped host has the repositories
 * of that tenant. May stand several times on one method, once per queue.
 * ```ts
 * @OnBatch({ service: 'billing', entity: 'invoice', action: 'send', limit: 50 })
 * async send({ items, signal }: BatchEvent<Invoice>): Promise<void> {
 *   for (const item of items) {
 *     signal.throwIfAborted();
 *     await this.mailer.send(item.value);
 *     await item.ack();
 *   }
 * }
 * ```
 * Items are handled at least once: one whose worker dies is handled again when its lease ends. A queue has one handler
 * per application; several applications, or processes of one, share its items.
 *
 * @throws InvalidArgumentError | InvalidKeyPartError, when the class is loaded, for options out of range
 */
export function OnBatch(options: OnBatchOptions): MethodDecorator {
  return declareHandler(ON_BATCH_KEY, resolveBatchQueue(options));
}
