/**
 * Deepest nesting of arrays and objects that is written, and read as such. Half of the 1,000 levels at which
 * Python's json gives up, and far from the stack limit of recursive JavaScript.
 */
export const MAX_DEPTH = 500;

/** Longest integer that is written, and read as such: Python refuses to convert a longer one. */
export const MAX_INTEGER_DIGITS = 4_300;
