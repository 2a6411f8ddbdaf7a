/// <reference lib="es2024.string" />
import { describeType } from '../common/describe.js';
import { InvalidKeyPartError } from './key.errors.js';

/** Longest id in a key, in UTF-8 bytes before escaping. */
export const MAX_KEY_PART_BYTES = 1_024;

const MAX_UTF8_BYTES_PER_CODE_UNIT = 3;

/** Whatever may need a second look: separators, NUL (splits index members) and surrogates. */
const SUSPICIOUS = /[:%\0\ud800-\udfff]/;

const MALFORMED_ESCAPE = /%(?!25|3A)/;
const MALFORMED_IN_TAG = /[{}]|%(?!25|3A|7B|7D)/;

/** Why `value` cannot be part of a key, or undefined if it can. */
export function keyPartProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return `expected text, got ${describeType(value)}`;
  if (value === '') return 'it is empty';
  // Three bytes per code unit is the most UTF-8 needs: short text is never measured.
  if (
    value.length * MAX_UTF8_BYTES_PER_CODE_UNIT > MAX_KEY_PART_BYTES &&
    Buffer.byteLength(value) > MAX_KEY_PART_BYTES
  ) {
    return `it is longer than ${MAX_KEY_PART_BYTES} bytes of UTF-8`;
  }
  if (!SUSPICIOUS.test(value)) return undefined;
  if (value.includes('\0')) return 'it contains the character NUL';
  if (!value.isWellFormed()) return 'it contains half of a surrogate pair, which UTF-8 cannot hold';
  return undefined;
}

/**
 * The text itself, if it can be part of a key.
 *
 * @throws InvalidKeyPartError naming `part`
 */
export function checkKeyPart(text: string, part: string): string {
  const problem = keyPartProblem(text);
  if (problem !== undefined) throw new InvalidKeyPartError(part, problem);
  return text;
}

/**
 * One segment of a key: `%` becomes `%25` and `:` becomes `%3A`, so that different ids never meet in one key.
 *
 * @throws InvalidKeyPartError naming `part`
 */
export function encodeSegment(text: string, part: string): string {
  const checked = checkKeyPart(text, part);
  return checked.includes(':') || checked.includes('%')
    ? checked.replaceAll('%', '%25').replaceAll(':', '%3A')
    : checked;
}

/** Inverse of {@link encodeSegment}; null for text that it cannot have produced. */
export function decodeSegment(segment: string): string | null {
  if (MALFORMED_ESCAPE.test(segment)) return null;
  const text = segment.includes('%') ? segment.replaceAll('%3A', ':').replaceAll('%25', '%') : segment;
  return keyPartProblem(text) === undefined ? text : null;
}

/** The texts of several segments; null if `decode` says so of one of them. */
export function decodeSegments(
  segments: readonly string[],
  decode: (segment: string) => string | null = decodeSegment,
): readonly string[] | null {
  const decoded: string[] = [];
  for (const segment of segments) {
    const text = decode(segment);
    if (text === null) return null;
    decoded.push(text);
  }
  return decoded;
}

/**
 * One segment of a key that stands inside a hash tag: as {@link encodeSegment}, with braces escaped too. A brace would
 * end the tag, or begin it anew.
 *
 * @throws InvalidKeyPartError naming `part`
 */
export function encodeTagSegment(text: string, part: string): string {
  const encoded = encodeSegment(text, part);
  return encoded.includes('{') || encoded.includes('}')
    ? encoded.replaceAll('{', '%7B').replaceAll('}', '%7D')
    : encoded;
}

/** Inverse of {@link encodeTagSegment}; null for text that it cannot have produced. */
export function decodeTagSegment(segment: string): string | null {
  if (MALFORMED_IN_TAG.test(segment)) return null;
  return decodeSegment(segment.replaceAll('%7B', '{').replaceAll('%7D', '}'));
}

/**
 * A segment as the Python library writes it where it escapes: `:` becomes `_`. Lossy: `a:b` and `a_b` meet.
 *
 * @throws InvalidKeyPartError naming `part`
 */
export function underscoreSegment(text: string, part: string): string {
  return checkKeyPart(text, part).replaceAll(':', '_');
}
