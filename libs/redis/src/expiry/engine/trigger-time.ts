import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { MAX_TTL_SECONDS } from '../../common/ttl-limits.js';
import type { TimeShift } from '../../scripts/trigger-partition-keys.js';
import type { TriggerTime } from './trigger.types.js';

const MOST_DELAY_MS = MAX_TTL_SECONDS * 1_000;
/** The year 5138: Lua writes longer numbers with an exponent. */
const LAST_DUE_MS = 99_999_999_999_999;

/** A time as the script takes it. @throws InvalidArgumentError */
export function timeText(when: TriggerTime): string {
  if ('dueAtMs' in when) {
    const { dueAtMs } = when;
    if (typeof dueAtMs !== 'number' || !(dueAtMs <= LAST_DUE_MS) || !Number.isFinite(dueAtMs)) {
      throw new InvalidArgumentError(
        'dueAtMs',
        `a time up to ${LAST_DUE_MS} (the year 5138)`,
        given(dueAtMs),
      );
    }
    return `@${Math.max(0, Math.ceil(dueAtMs))}`;
  }
  const { delayMs } = when;
  if (typeof delayMs !== 'number' || !(delayMs <= MOST_DELAY_MS) || !Number.isFinite(delayMs)) {
    throw new InvalidArgumentError(
      'delayMs',
      `at most ${MOST_DELAY_MS} milliseconds (ten years)`,
      given(delayMs),
    );
  }
  return String(Math.max(0, Math.ceil(delayMs)));
}

/** Milliseconds from now, by this process's clock where a time is given. @param nowMs this process's clock */
export function delayUntil(time: string, nowMs: number): number {
  return time.startsWith('@') ? Math.max(0, Number(time.slice(1)) - nowMs) : Number(time);
}

/** What the scripts take for now. @param nowMs this process's clock */
export function shiftedTime(nowMs: number, shift: TimeShift): number {
  return typeof shift === 'number' ? nowMs + shift : Number(shift.slice(1));
}

function given(value: unknown): string {
  return typeof value === 'number' ? String(value) : describeType(value);
}
