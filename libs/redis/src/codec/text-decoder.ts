import { parse as parseExactly } from 'lossless-json';
import { MAX_DEPTH, MAX_INTEGER_DIGITS } from './codec-limits.js';
import { BEGINS_LIKE_JSON, INTEGER, JSON_SCALAR } from './json-syntax.js';

/** An integer of sixteen digits or more: it may lie beyond 2^53. */
const LONG_INTEGER = /(?:^|[-[,:\s])\d{16,}(?![\d.eE])/;

/** Shortest text that nests deeper than {@link MAX_DEPTH}. */
const SHORTEST_DEEP_TEXT = 2 * (MAX_DEPTH + 1);

/**
 * The value that a stored text stands for; never throws. Text that is not JSON is returned as it is, and so is
 * JSON that could harm a reader: nested too deeply, or with an integer of thousands of digits.
 */
export function decodeText(text: string): unknown {
  if (BEGINS_LIKE_JSON.test(text)) return parseJson(text);
  return JSON_SCALAR.test(text) ? parseScalar(text) : text;
}

function parseScalar(text: string): unknown {
  const literal = text.trim();
  switch (literal) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      return parseNumber(literal) ?? text;
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
    if (text.length >= SHORTEST_DEEP_TEXT && isNestedDeeperThan(MAX_DEPTH, value)) return text;
    return LONG_INTEGER.test(text) ? parseExactly(text, undefined, EXACT_INTEGERS) : value;
  } catch {
    return text;
  }
}

/** A bigint for an integer beyond 2^53; undefined for one that is too long to be converted. */
function parseNumber(literal: string): number | bigint | undefined {
  const value = Number(literal);
  if (Number.isSafeInteger(value) || !INTEGER.test(literal)) return value;
  const digits = literal.startsWith('-') ? literal.length - 1 : literal.length;
  return digits > MAX_INTEGER_DIGITS ? undefined : BigInt(literal);
}

const EXACT_INTEGERS = {
  parseNumber(literal: string): number | bigint {
    const value = parseNumber(literal);
    if (value === undefined) throw new RangeError(`an integer has more than ${MAX_INTEGER_DIGITS} digits`);
    return value;
  },
  /** As JSON.parse and Python do. */
  onDuplicateKey: ({ newValue }: { newValue: unknown }): unknown => newValue,
};

function isNestedDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isNestedDeeperThan(levels - 1, item));
}
