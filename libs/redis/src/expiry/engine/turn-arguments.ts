import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { MAX_TTL_SECONDS } from '../../common/ttl-limits.js';
import type { TurnRequest } from './trigger.types.js';

const MOST_LEASES = 500;
const MOST_OUTCOMES = 1_000;
const MOST_ACTIONS = 1_000;
const LONGEST_MS = MAX_TTL_SECONDS * 1_000;

/** Refuses what would fail in the middle of the script. @throws InvalidArgumentError */
export function checkTurn({ limit, leaseMs, outcomes = [], actions }: TurnRequest): void {
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST_LEASES) {
    throw new InvalidArgumentError('limit', `an integer from 0 to ${MOST_LEASES}`, given(limit));
  }
  checkLease(leaseMs);
  if (outcomes.length > MOST_OUTCOMES) {
    throw new InvalidArgumentError('outcomes', `at most ${MOST_OUTCOMES}`, given(outcomes.length));
  }
  if (actions.length > MOST_ACTIONS) {
    throw new InvalidArgumentError('actions', `at most ${MOST_ACTIONS}`, given(actions.length));
  }
}

/** @throws InvalidArgumentError */
export function checkLease(leaseMs: number): void {
  if (typeof leaseMs === 'number' && leaseMs >= 1 && leaseMs <= LONGEST_MS) return;
  throw new InvalidArgumentError('leaseMs', `1 to ${LONGEST_MS} milliseconds (ten years)`, given(leaseMs));
}

/** Milliseconds of a delay, whole and not negative. @throws InvalidArgumentError */
export function wholeDelay(delayMs: number): number {
  if (typeof delayMs === 'number' && delayMs <= LONGEST_MS) return Math.max(0, Math.ceil(delayMs));
  throw new InvalidArgumentError('delayMs', `at most ${LONGEST_MS} milliseconds (ten years)`, given(delayMs));
}

function given(value: unknown): string {
  return typeof value === 'number' ? String(value) : describeType(value);
}
