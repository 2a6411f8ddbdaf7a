import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';

/**
 * The decimal text of an increment.
 * @throws InvalidArgumentError for a number that is not exact, or a bigint beyond 64 bits
 */
export function incrementAmount(by: number | bigint): string {
  if (typeof by === 'bigint' ? by === BigInt.asIntN(64, by) : isExact(by)) return String(by);
  throw new InvalidArgumentError(
    'by',
    typeof by === 'bigint' ? 'a bigint of 64 bits' : 'a finite number within 2^53, or a bigint',
    typeof by === 'number' || typeof by === 'bigint' ? String(by) : describeType(by),
  );
}

function isExact(by: number): boolean {
  return typeof by === 'number' && Math.abs(by) <= Number.MAX_SAFE_INTEGER;
}
