import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { triggerTime } from './trigger-when.js';

describe('The time of a trigger', () => {
  it.each([
    [1, 1_000],
    [0.07, 70],
    [1.001, 1_001],
    [0.000_1, 1],
    [315_360_000, 315_360_000_000],
  ])('%d seconds are %d milliseconds', (seconds, delayMs) => {
    expect(triggerTime(seconds)).toEqual({ delayMs });
  });

  it('may be a Date, past ones included', () => {
    const inAnHour = Date.now() + 3_600_000;
    expect(triggerTime({ dueAt: new Date(inAnHour) })).toEqual({ dueAtMs: inAnHour });
    expect(triggerTime({ dueAt: new Date(-1) })).toEqual({ dueAtMs: -1 });
  });

  it('names its argument, and what to write instead of a bare Date', () => {
    const bareDate = new Date() as unknown as number;
    expect(() => triggerTime(bareDate, 'triggers[2].when')).toThrow(InvalidArgumentError);
    expect(() => triggerTime(bareDate, 'triggers[2].when')).toThrow(
      /^triggers\[2\]\.when: .*\{ dueAt: date \}/,
    );
  });
});
