import { BEGINS_LIKE_JSON, JSON_SCALAR, PYTHON_CONSTANT } from './json-syntax.js';
import type { WireStyle } from './wire-style.js';

/** What is read is what was written. */
export const LOSSLESS_STYLE: WireStyle = {
  itemSeparator: ',',
  keySeparator: ':',
  matchesJsonStringify: true,
  modelBooleans: 'declared',
  text(value) {
    const readsAsJson =
      BEGINS_LIKE_JSON.test(value) || JSON_SCALAR.test(value) || PYTHON_CONSTANT.test(value);
    return readsAsJson ? JSON.stringify(value) : value;
  },
  boolean: (value) => (value ? 'true' : 'false'),
  // Digits beyond 2^53 are read as bigint: there a number is written as the floating-point number it is.
  number: (value) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value),
  date: (value) => value.toISOString(),
};
