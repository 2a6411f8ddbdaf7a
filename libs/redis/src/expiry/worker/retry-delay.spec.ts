import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.js';

const failure = new Error('failed');
const exponential = { type: 'exponential', delayMs: 1_000, maxDelayMs: 10_000 } as const;

describe('the pause before another attempt', () => {
  it('is always the same if fixed', () => {
    const delays = [1, 2, 50].map((attempt) =>
      retryDelayMs({ type: 'fixed', delayMs: 70 }, attempt, failure),
    );
    expect(delays).toEqual([70, 70, 70]);
  });

  it('doubles up to the longest if exponential', () => {
    const delays = [1, 2, 3, 4, 5, 1_000].map((attempt) =>
      retryDelayMs(exponential, attempt, failure, () => 0),
    );
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('is longer by up to a quarter, so that what failed together does not come back together', () => {
    expect(retryDelayMs(exponential, 1, failure, () => 1)).toBe(1_250);
    const delays = Array.from({ length: 100 }, () => retryDelayMs(exponential, 1, failure));
    expect(new Set(delays).size).toBeGreaterThan(50);
  });

  it('is at most an hour unless told otherwise, and never less than the first', () => {
    expect(retryDelayMs({ type: 'exponential', delayMs: 1_000 }, 40, failure, () => 0)).toBe(3_600_000);
    expect(retryDelayMs({ type: 'exponential', delayMs: 7_200_000 }, 9, failure, () => 0)).toBe(7_200_000);
  });

  it('stays within its bounds, however many attempts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (attempt) => {
        const delay = retryDelayMs(exponential, attempt, failure);
        expect(delay).toBeGreaterThanOrEqual(1_000);
        expect(delay).toBeLessThanOrEqual(12_500);
      }),
    );
  });

  it('is what a function says, up to a week', () => {
    expect(retryDelayMs((attempt, error) => (error === failure ? attempt * 10 : 0), 3, failure)).toBe(30);
    expect(retryDelayMs(() => Number.POSITIVE_INFINITY, 1, failure)).toBe(604_800_000);
  });

  it.each([Number.NaN, -1, undefined as unknown as number])('cannot be %s', (answer) => {
    expect(() => retryDelayMs(() => answer, 1, failure)).toThrow(RangeError);
  });
});
