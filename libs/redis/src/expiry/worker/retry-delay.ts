import { MAX_BACKOFF_MS } from '../expiry-limits.js';
import { LONGEST_PAUSE_MS, type TriggerBackoff } from '../trigger-backoff.js';

/** So much longer, as a share, a growing pause may be. */
const RANDOM_SHARE = 0.25;

/**
 * Milliseconds until a trigger is tried again.
 * @param attempt number of the attempt that failed: 1, 2, ...
 * @param error what the handler threw
 * @throws whatever a custom function throws, and RangeError if it answers no number from 0
 */
export function retryDelayMs(
  backoff: TriggerBackoff,
  attempt: number,
  error: unknown,
  random = Math.random,
): number {
  if (typeof backoff === 'function') return checked(backoff(attempt, error));
  const { type, delayMs, maxDelayMs = Math.max(LONGEST_PAUSE_MS, delayMs) } = backoff;
  if (type === 'fixed') return delayMs;
  const base = Math.min(delayMs * 2 ** (attempt - 1), maxDelayMs);
  return Math.round(base * (1 + random() * RANDOM_SHARE));
}

function checked(delayMs: unknown): number {
  if (typeof delayMs === 'number' && delayMs >= 0) return Math.min(delayMs, MAX_BACKOFF_MS);
  throw new RangeError(
    `backoff: expected milliseconds, a number from 0, got ${typeof delayMs === 'number' ? delayMs : typeof delayMs}.`,
  );
}
