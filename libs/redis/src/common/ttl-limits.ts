/**
 * Longest expiry of a call: ten years. It refuses milliseconds and points in time given as seconds; what is to live
 * longer is to have no expiry at all.
 */
export const MAX_TTL_SECONDS = 315_360_000;
