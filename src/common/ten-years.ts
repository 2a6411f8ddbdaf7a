/** The longest expiry and delay that the library takes. */
export const TEN_YEARS_SECONDS = 315_360_000;

/** The longest age that threads can be cleaned up by. */
export const TEN_YEARS_DAYS = 3_650;
