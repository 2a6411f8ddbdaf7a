import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryPace } from './retry-pace.js';

const startup = { attempts: 5, minDelayMs: 2_000, maxDelayMs: 30_000, loadingTimeoutMs: 60_000 } as const;

/** Of a connection that was lost. */
const USUAL = { least: 50, most: 500 };

function expectWithin(delay: number, { least, most }: typeof USUAL): void {
  expect(delay).toBeGreaterThanOrEqual(least);
  expect(delay).toBeLessThanOrEqual(most);
}

describe('the pace of a pool', () => {
  it.each(['fail', 'retry'] as const)('is slow at the start, and the usual one from then on: %s', (mode) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
        const pace = new RetryPace({ ...startup, mode });
        expectWithin(pace.delay(attempt), { least: 2_000, most: 30_000 });
        pace.reached();
        expectWithin(pace.delay(attempt), USUAL);
      }),
    );
  });

  it('is the usual one where the application does not wait', () => {
    expectWithin(new RetryPace({ ...startup, mode: 'degraded' }).delay(20), USUAL);
  });

  it('never exceeds the longest delay, also if that is below the shortest', () => {
    const pace = new RetryPace({ ...startup, mode: 'fail', maxDelayMs: 100 });
    expectWithin(pace.delay(1), { least: 100, most: 100 });
  });
});
