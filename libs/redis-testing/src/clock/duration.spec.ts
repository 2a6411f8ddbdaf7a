import { describe, expect, it } from 'vitest';
import { durationMs } from './duration.js';

describe('durationMs', () => {
  it.each([
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['1d', 86_400_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['0.2ms', 1],
    [1_500, 1_500],
    [0, 0],
  ])('takes %j for %i milliseconds', (duration, ms) => {
    expect(durationMs(duration)).toBe(ms);
  });

  it.each(['', '2', '2 hours', 'h', '-1h', '1h-30m', '1h,30m', -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %j',
    (duration) => {
      expect(() => durationMs(duration)).toThrow(RangeError);
    },
  );
});
