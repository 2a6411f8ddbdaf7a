import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './latency-histogram.js';

function histogramOf(durationsMs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const duration of durationsMs) histogram.record(duration);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('is all zero before anything was recorded', () => {
    expect(new LatencyHistogram().snapshot()).toEqual({
      count: 0,
      meanMs: 0,
      p50Ms: 0,
      p95Ms: 0,
      p99Ms: 0,
      maxMs: 0,
    });
  });

  it('is right to 5 %, from a tenth of a millisecond to ten minutes', () => {
    const duration = fc.double({ min: 0.1, max: 600_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
        const sorted = durations.toSorted((left, right) => left - right);
        const exact = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
        const { count, meanMs, p50Ms, p95Ms, p99Ms, maxMs } = histogramOf(durations).snapshot();
        expect([count, maxMs]).toEqual([durations.length, sorted.at(-1)]);
        expect(meanMs).toBeCloseTo(durations.reduce((total, each) => total + each, 0) / durations.length, 6);
        for (const [estimate, share] of [
          [p50Ms, 0.5],
          [p95Ms, 0.95],
          [p99Ms, 0.99],
        ] as const) {
          expect(Math.abs(estimate / exact(share) - 1)).toBeLessThan(0.05);
        }
      }),
    );
  });

  it('takes durations of zero and of days', () => {
    const { count, p50Ms, maxMs } = histogramOf([0, 0, 864e5]).snapshot();
    expect([count, maxMs]).toEqual([3, 864e5]);
    expect(p50Ms).toBeLessThan(0.001);
  });
});
