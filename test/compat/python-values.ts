import { parse } from 'lossless-json';
import type { Tagged } from './vectors.js';

// Values of Python in TypeScript: an int is a bigint, a float a number, None is null.

const LONGEST_INT = 4_300;
const BLANKS_AROUND = /^[ \t\n\r]+|[ \t\n\r]+$/g;
const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/**
 * `loads` of the Python library: `1` and `0` are booleans, else JSON, else the text itself. Not covered: constants
 * inside JSON (`[NaN]`).
 *
 * @throws RangeError where Python raises ValueError
 */
export function pythonLoads(text: string): unknown {
  if (text === '1') return true;
  if (text === '0') return false;
  const constant = CONSTANTS.get(text.replace(BLANKS_AROUND, ''));
  if (constant !== undefined) return constant;
  try {
    return parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return text;
  }
}

function parseNumber(literal: string): bigint | number {
  if (!/^-?\d+$/.test(literal)) return Number(literal);
  if (literal.replace('-', '').length > LONGEST_INT) throw new RangeError('ValueError');
  return BigInt(literal);
}

/** The Python value that was recorded. Dates and enums are as the models here have them. */
export function fromTagged(tagged: Tagged): unknown {
  if (typeof tagged === 'number') return BigInt(tagged);
  if (typeof tagged !== 'object' || tagged === null) return tagged;
  if (isList(tagged)) return tagged.map(fromTagged);
  switch (Object.keys(tagged)[0]) {
    case '$int':
      return BigInt(textOf(tagged['$int']));
    case '$float':
      return Number(textOf(tagged['$float']).replace('inf', 'Infinity'));
    case '$datetime':
      return new Date(textOf(tagged['$datetime']));
    case '$enum':
      return ENUM_VALUES.get(textOf(tagged['$enum']));
    case '$model':
      return fromTagged(tagged['data'] ?? null);
    default:
      return Object.fromEntries(Object.entries(tagged).map(([key, value]) => [key, fromTagged(value)]));
  }
}

const ENUM_VALUES: ReadonlyMap<string, string> = new Map([['Mode.ON', 'on']]);

function textOf(tagged: Tagged | undefined): string {
  if (typeof tagged !== 'string') throw new TypeError('expected the text of a tag');
  return tagged;
}

function isList(tagged: Tagged): tagged is readonly Tagged[] {
  return Array.isArray(tagged);
}

/** A value of Python as JavaScript has it: ints up to 2^53 are numbers. */
export function toJavaScript(value: unknown): unknown {
  return mapScalars(value, (scalar) =>
    typeof scalar === 'bigint' && Number.isSafeInteger(Number(scalar)) ? Number(scalar) : scalar,
  );
}

/** What Python reads where this library has written `value`: integers are ints, 1 and 0 booleans. */
export function toPython(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  return mapScalars(value, (scalar) =>
    typeof scalar === 'number' && Number.isSafeInteger(scalar) ? BigInt(scalar) : scalar,
  );
}

/** `value` with every scalar in it replaced. */
export function mapScalars(value: unknown, map: (scalar: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapScalars(item, map));
  if (typeof value !== 'object' || value === null || value instanceof Date) return map(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapScalars(item, map)]));
}
