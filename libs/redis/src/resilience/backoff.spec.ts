import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay } from './backoff.js';

const bounds = { minMs: 50, maxMs: 500 };

describe('backoffDelay', () => {
  it('stays within its bounds, however many attempts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (attempt) => {
        const delay = backoffDelay(attempt, bounds);
        expect(delay).toBeGreaterThanOrEqual(bounds.minMs);
        expect(delay).toBeLessThanOrEqual(bounds.maxMs);
      }),
    );
  });

  it('doubles its ceiling until the maximum', () => {
    const ceilings = [1, 2, 3, 4, 5].map((attempt) => backoffDelay(attempt, bounds, () => 1));
    expect(ceilings).toEqual([100, 200, 400, 500, 500]);
  });

  it('spreads clients that lost the same server', () => {
    const delays = Array.from({ length: 100 }, () => backoffDelay(4, bounds));
    expect(new Set(delays).size).toBeGreaterThan(50);
  });
});
