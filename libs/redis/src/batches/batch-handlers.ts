import { DuplicateHandlerError } from '../dispatch/dispatch.errors.js';
import type { HandlerMethod } from '../dispatch/handler-method.js';
import { describeQueue, type HandledQueue } from './handled-queue.js';

/**
 * The handlers, each with a queue of its own.
 * @throws DuplicateHandlerError naming both methods
 */
export function withoutDuplicates(
  handlers: ReadonlyArray<HandlerMethod<HandledQueue>>,
): ReadonlyArray<HandlerMethod<HandledQueue>> {
  const known = new Map<string, HandlerMethod<HandledQueue>>();
  for (const handler of handlers) {
    const { service, entity, action, pool } = handler.declaration;
    const queue = JSON.stringify([pool, service, entity, action]);
    const first = known.get(queue);
    if (first !== undefined) {
      const subject = `batch queue ${describeQueue(handler.declaration)} in pool "${pool}"`;
      throw new DuplicateHandlerError(subject, first, handler);
    }
    known.set(queue, handler);
  }
  return handlers;
}
