import type { WireStyle } from './wire-style.js';

const MILLISECONDS = /\.(\d{3})Z$/;

/** What the Python library writes, bytes and all. */
export const PYTHON_STYLE: WireStyle = {
  itemSeparator: ', ',
  keySeparator: ': ',
  matchesJsonStringify: false,
  modelBooleans: 'all',
  text: (value) => value,
  boolean: (value) => (value ? '1' : '0'),
  number: (value) => (Number.isInteger(value) ? BigInt(value).toString() : floatRepr(value)),
  date: (value) =>
    value
      .toISOString()
      .replace(MILLISECONDS, (_match, digits: string) =>
        digits === '000' ? '+00:00' : `.${digits}000+00:00`,
      ),
};

/** Python's repr of a float: an exponent of at least two digits, below 1e-4. */
function floatRepr(value: number): string {
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
