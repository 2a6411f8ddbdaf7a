import { describeNumber, describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';

const LONGEST_LEASE_SECONDS = 2_592_000;
const LONGEST_DELAY_SECONDS = 31_536_000;

/** A position in a list, negative ones counted from its end. @throws InvalidArgumentError */
export function checkIndex(argument: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(argument, 'an integer', describeNumber(value));
}

/** @throws InvalidArgumentError unless it is an array */
export function checkArray<T>(argument: string, value: readonly T[]): readonly T[] {
  if (Array.isArray(value)) return value;
  throw new InvalidArgumentError(argument, 'an array', describeType(value));
}

/** Milliseconds of a lease. @throws InvalidArgumentError */
export function leaseMilliseconds(leaseSeconds: number): number {
  if (typeof leaseSeconds === 'number' && leaseSeconds > 0 && leaseSeconds <= LONGEST_LEASE_SECONDS) {
    return Math.max(1, Math.round(leaseSeconds * 1_000));
  }
  throw new InvalidArgumentError(
    'leaseSeconds',
    `more than 0 and at most ${LONGEST_LEASE_SECONDS} seconds (30 days)`,
    describeNumber(leaseSeconds),
  );
}

/** Milliseconds of a delay. @throws InvalidArgumentError */
export function delayMilliseconds(delaySeconds: number): number {
  if (typeof delaySeconds === 'number' && delaySeconds >= 0 && delaySeconds <= LONGEST_DELAY_SECONDS) {
    return Math.round(delaySeconds * 1_000);
  }
  throw new InvalidArgumentError(
    'delaySeconds',
    `0 to ${LONGEST_DELAY_SECONDS} seconds (a year)`,
    describeNumber(delaySeconds),
  );
}
