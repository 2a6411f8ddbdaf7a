import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { MAX_TTL_SECONDS } from '../../common/ttl-limits.js';
import type { TriggerTime } from '../engine/trigger.types.js';
import type { TriggerWhen } from './trigger.options.js';

const EXPECTED = `more than 0 and at most ${MAX_TTL_SECONDS} seconds (ten years), or { dueAt: Date } within that time`;

/**
 * The due time as the engine takes it.
 * @param argument name of the argument, for errors
 * @throws InvalidArgumentError
 */
export function triggerTime(when: TriggerWhen, argument = 'when'): TriggerTime {
  if (typeof when === 'number') return { delayMs: delayMs(when, argument) };
  const dueAt: unknown = typeof when === 'object' && when !== null ? when.dueAt : undefined;
  if (!(dueAt instanceof Date)) throw new InvalidArgumentError(argument, EXPECTED, describeGiven(when));
  const dueAtMs = dueAt.getTime();
  if (Number.isNaN(dueAtMs)) throw new InvalidArgumentError(argument, EXPECTED, 'an invalid Date');
  // By this process's clock: the limit is there to find mistakes, a few seconds do not matter.
  if (dueAtMs > Date.now() + MAX_TTL_SECONDS * 1_000) {
    throw new InvalidArgumentError(argument, EXPECTED, dueAt.toISOString());
  }
  return { dueAtMs };
}

function delayMs(seconds: number, argument: string): number {
  if (seconds > 0 && seconds <= MAX_TTL_SECONDS) return Math.max(1, Math.round(seconds * 1_000));
  throw new InvalidArgumentError(argument, EXPECTED, String(seconds));
}

function describeGiven(when: TriggerWhen): string {
  return when instanceof Date ? 'a Date: write { dueAt: date }' : describeType(when);
}
