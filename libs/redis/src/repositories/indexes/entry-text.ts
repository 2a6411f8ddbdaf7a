import { createHash } from 'node:crypto';

/** Stored texts of more bytes stand in an index as their digest. */
const LONGEST_TEXT_BYTES = 64;

/** Marks a digest. */
const DIGEST = '\u0001';

/**
 * The text under which a stored text stands in an index: what `includes/entry-text.lua` computes. Long texts, those
 * with NUL and those that look like a digest are digested; zeros that end a decimal fraction are dropped.
 */
export function entryText(stored: string): string {
  if (stored.includes('\0')) return digestOf(stored);
  return /^-?\d+\.\d*0$/.test(stored) && stored.length <= LONGEST_TEXT_BYTES
    ? stored.replace(/\.?0+$/, '')
    : entryTextOfSegment(stored);
}

/**
 * The text under which part of a record's key stands in an index of records: as it is, unless it is long or looks
 * like a digest.
 */
export function entryTextOfSegment(segment: string): string {
  const isLong = Buffer.byteLength(segment) > LONGEST_TEXT_BYTES;
  return isLong || segment.startsWith(DIGEST) ? digestOf(segment) : segment;
}

function digestOf(text: string): string {
  return DIGEST + createHash('sha1').update(text).digest('hex');
}
