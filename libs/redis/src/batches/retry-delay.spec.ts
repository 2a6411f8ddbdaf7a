import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExhausted, retryDelaySeconds } from './retry-delay.js';

const queue = { attempts: 4, delayMs: 1_000, maxDelayMs: 60_000 };

describe('retryDelaySeconds', () => {
  it('stays between the shortest and the longest pause, whatever the attempt', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        (attempt, attempts, delayMs, more) => {
          const seconds = retryDelaySeconds(attempt, { attempts, delayMs, maxDelayMs: delayMs + more });
          expect(seconds * 1_000).toBeGreaterThanOrEqual(delayMs - 0.001);
          expect(seconds * 1_000).toBeLessThanOrEqual(delayMs + more + 0.001);
        },
      ),
    );
  });

  it('is the longest pause once the attempts are used up', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => isExhausted(attempt, queue))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(retryDelaySeconds(4, queue)).toBe(60);
    expect(retryDelaySeconds(3, queue)).toBeLessThanOrEqual(8);
  });
});
