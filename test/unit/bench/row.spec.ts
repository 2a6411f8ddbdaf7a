import { describe, expect, it } from 'vitest';
import { limitRow, toRow, type Comparison } from '../../../bench/harness/row.js';

const COMPARISON: Comparison = {
  name: 'get',
  ours: [10, 40, 20],
  rival: [20, 20, 80],
  rivalName: 'by hand',
  unit: 'us',
  better: 'lower',
};

describe('a row of a benchmark', () => {
  it('has the median and the range of both sides', () => {
    expect(toRow(COMPARISON)).toMatchObject({
      ours: { median: 20, min: 10, max: 40 },
      rival: { median: 20, min: 20, max: 80 },
      rounds: 3,
      rivalRounds: 3,
    });
  });

  it('has the median of the ratios of paired rounds', () => {
    expect(toRow(COMPARISON)).toMatchObject({ ratio: 2, ratioOf: 'paired rounds' }); // of 2, 0.5 and 4
    expect(toRow({ ...COMPARISON, better: 'higher' }).ratio).toBe(0.5);
  });

  it('has the ratio of the medians where rounds are not paired', () => {
    expect(toRow({ ...COMPARISON, rival: [60] })).toMatchObject({
      ratio: 3,
      ratioOf: 'medians',
      rounds: 3,
      rivalRounds: 1,
    });
  });

  it('has the ratio of the medians where a figure is below what the clock can tell', () => {
    expect(toRow({ ...COMPARISON, ours: [0, 10, 20], rival: [0, 30, 40] })).toMatchObject({
      ratio: 3,
      ratioOf: 'medians',
    });
  });

  it('meets its target by the ratio as measured, not by the one that is printed', () => {
    const target = 1 / 1.05;
    expect(toRow({ ...COMPARISON, ours: [105], rival: [100], target }).ok).toBe(true);
    expect(toRow({ ...COMPARISON, ours: [105.01], rival: [100], target }).ok).toBe(false);
    expect(toRow(COMPARISON)).toMatchObject({ target: null, ok: null });
  });

  it('compares with a limit, which has no rounds', () => {
    expect(limitRow('lag', [10, 30, 20], 15, 'ms')).toMatchObject({
      rival: { median: 15 },
      rivalRounds: null,
      ratio: 0.75,
      ok: false,
    });
  });

  it('is refused where nothing was measured', () => {
    expect(() => toRow({ ...COMPARISON, ours: [] })).toThrow('"get" was not measured');
  });
});
