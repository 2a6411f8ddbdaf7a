import { checkInteger } from '../common/check-integer.js';
import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { MAX_PAGE_SIZE } from './search-options.js';

/** @throws InvalidArgumentError unless `limit` is an integer from 1 to 500 */
export function assertLimit(limit: number): void {
  checkInteger('limit', limit, 1, MAX_PAGE_SIZE);
}

/** @throws InvalidArgumentError unless `cursor` is one that a scan returned, or undefined */
export function scanCursor(cursor: string | undefined): string {
  if (cursor === undefined) return '0';
  if (typeof cursor === 'string' && /^\d{1,20}$/.test(cursor)) return cursor;
  throw new InvalidArgumentError('cursor', 'a cursor that this call returned', describeType(cursor));
}

/** @throws InvalidArgumentError unless `cursor` is text or undefined */
export function entryCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || typeof cursor === 'string') return cursor;
  throw new InvalidArgumentError('cursor', 'a cursor that this call returned', describeType(cursor));
}
