/** Most attempts of a trigger. */
export const MAX_ATTEMPTS = 1_000;
/** Most handlers at once. */
export const MAX_CONCURRENCY = 10_000;
/** Longest run of a handler: a day. */
export const MAX_TIMEOUT_MS = 86_400_000;
/** Longest pause before another attempt: a week. Longer ones are mistakes of unit. */
export const MAX_BACKOFF_MS = 604_800_000;
