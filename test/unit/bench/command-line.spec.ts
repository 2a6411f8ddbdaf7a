import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../bench/harness/command-line.js';
import { formatDuration, formatNumber, formatRatio, formatSpread } from '../../../bench/harness/format.js';

const KNOWN = ['guard', 'scale', 'triggers'];

describe('npm run bench', () => {
  it('runs what is named, or all but some', () => {
    expect(parseCommand(['scale', '--quick'], KNOWN)).toEqual({
      names: ['scale'],
      quick: true,
      json: false,
      write: false,
    });
    expect(parseCommand(['all', '--except', 'triggers,scale', '--write'], KNOWN)).toMatchObject({
      names: ['guard'],
      write: true,
    });
  });

  it('refuses what it does not know', () => {
    expect(() => parseCommand(['nosuch'], KNOWN)).toThrow('There is no benchmark "nosuch".');
    expect(() => parseCommand(['all', '--except', 'trigger'], KNOWN)).toThrow('no benchmark "trigger"');
    expect(() => parseCommand(['--quick'], KNOWN)).toThrow('No benchmark was named.');
  });

  it.each([
    [formatNumber(793_912.4), '793,912'],
    [formatNumber(12.345), '12.3'],
    [formatNumber(8.002), '8.00'],
    [formatNumber(8), '8'],
    [formatNumber(0.0123), '0.012'],
    [formatRatio(1 / 1.05), '0.952'],
    [formatRatio(1_043.4), '1,043'],
    [formatSpread({ median: 12.34, min: 11.92, max: 13.1 }), '12.3 (11.9 to 13.1)'],
    [formatSpread({ median: 7, min: 7, max: 7 }), '7'],
    [formatDuration(47.6), '48 s'],
    [formatDuration(810), '13 min 30 s'],
  ])('prints %s', (printed, expected) => {
    expect(printed).toBe(expected);
  });
});
