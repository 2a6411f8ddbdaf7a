import { backoffDelay } from '../resilience/backoff.js';
import type { HandledQueue } from './handled-queue.js';

/** Whether an item whose attempt number `attempt` failed has used up the attempts with a growing pause. */
export function isExhausted(attempt: number, { attempts }: Pick<HandledQueue, 'attempts'>): boolean {
  return attempt >= attempts;
}

/** Seconds until an item whose attempt number `attempt` (1, 2, ...) failed may be claimed again. */
export function retryDelaySeconds(
  attempt: number,
  queue: Pick<HandledQueue, 'attempts' | 'delayMs' | 'maxDelayMs'>,
): number {
  const delayMs = isExhausted(attempt, queue)
    ? queue.maxDelayMs
    : backoffDelay(attempt, { minMs: queue.delayMs, maxMs: queue.maxDelayMs });
  return delayMs / 1_000;
}
