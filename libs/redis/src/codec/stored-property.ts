import { decodeText } from './text-decoder.js';

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['1', true],
  ['0', false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
]);

/** ISO 8601 with a time and no zone, which JavaScript takes for local time. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\dT[\d:.]+$/;

/** A declared boolean; a value that stands for none stays as it is, for the validators to judge. */
export function restoreBoolean(stored: unknown): unknown {
  return BOOLEANS.get(stored) ?? stored;
}

/** A declared Date, from ISO 8601 or milliseconds. Python writes UTC without a zone. */
export function restoreDate(stored: unknown): unknown {
  if (typeof stored !== 'string' && typeof stored !== 'number') return stored;
  const date = new Date(typeof stored === 'string' && WITHOUT_ZONE.test(stored) ? `${stored}Z` : stored);
  return Number.isNaN(date.getTime()) ? stored : date;
}

/** A declared number that was stored as text. */
export function restoreNumber(stored: unknown): unknown {
  if (typeof stored !== 'string') return stored;
  const number = decodeText(stored);
  return typeof number === 'number' || typeof number === 'bigint' ? number : stored;
}

/** A declared text that was stored as a number. */
export function restoreText(stored: unknown): unknown {
  return typeof stored === 'number' || typeof stored === 'bigint' ? String(stored) : stored;
}
