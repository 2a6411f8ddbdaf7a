/**
 * Longest expiry of a call: ten years. It refuses milliseconds and points in time given as seconds; what is to live
 * longer is to have no expiry at all.
 */
export const MAX_TTL_SECONDS = 315_360_000;

/** What a message expects where a call names an expiry in seconds. */
export const EXPECTED_TTL_SECONDS = `more than 0 and at most ${MAX_TTL_SECONDS} seconds (ten years)`;

/** Whether a call may name this expiry, in seconds. */
export function isTtlSeconds(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MAX_TTL_SECONDS;
}
