/** Pause before a trigger whose handler failed is tried again, in milliseconds. */
export interface TriggerBackoffOptions {
  /**
   * `'fixed'`: always `delayMs`. `'exponential'`: `delayMs` after the first failure, doubled with each further one up to
   * `maxDelayMs`, and up to a quarter more at random, so that what failed together does not come back together.
   */
  readonly type: 'fixed' | 'exponential';
  /** From 0 to a week. */
  readonly delayMs: number;
  /** Longest pause, at least `delayMs`, up to a week. Of `'exponential'` only. @default 3600000 (an hour) */
  readonly maxDelayMs?: number | undefined;
}

/**
 * Milliseconds until the next attempt, from 0 to a week.
 * @param attempt number of the attempt that failed: 1, 2, ...
 * @param error what the handler threw
 */
export type CustomTriggerBackoff = (attempt: number, error: unknown) => number;

/** When a trigger whose handler failed is tried again. */
export type TriggerBackoff = TriggerBackoffOptions | CustomTriggerBackoff;

/** `maxDelayMs` where none is given: an hour. */
export const LONGEST_PAUSE_MS = 3_600_000;

/** Exponential from one second, up to an hour. */
export const USUAL_BACKOFF: TriggerBackoffOptions = { type: 'exponential', delayMs: 1_000 };
