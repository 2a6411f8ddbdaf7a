import { createHash } from 'node:crypto';

/** Stored texts of more bytes stand in an index as their digest. */
const LONGEST_TEXT_BYTES = 64;

/** Marks a digest. */
const DIGEST = '\u0001';

/**
 * The text under which a stored text stands in an index: what `includes/entry-text.lua` computes. Long texts, and
 * those with NUL, are digested; zeros that end a decimal fraction are dropped.
 */
export function entryText(stored: string): string {
  if (Buffer.byteLength(stored) > LONGEST_TEXT_BYTES || stored.includes('\0')) return digestOf(stored);
  return /^-?\d+\.\d*0$/.test(stored) ? stored.replace(/\.?0+$/, '') : stored;
}

/** The text under which part of a record's key stands in an index of records: as it is, unless it is long. */
export function entryTextOfSegment(segment: string): string {
  return Buffer.byteLength(segment) > LONGEST_TEXT_BYTES ? digestOf(segment) : segment;
}

function digestOf(text: string): string {
  return DIGEST + createHash('sha1').update(text).digest('hex');
}
