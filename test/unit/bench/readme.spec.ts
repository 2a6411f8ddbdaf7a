import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { MARKER, readmeOf } from '../../../bench/harness/readme.js';
import type { BenchReport } from '../../../bench/harness/report.js';
import { limitRow, toRow, type Comparison } from '../../../bench/harness/row.js';

const MACHINE = { cpu: '2 x Fast', memoryGb: 8, system: 'Linux 6 (x64)', node: '20.1.0', redis: '7.0.1' };
const ROW: Omit<Comparison, 'name'> = {
  ours: [12.345, 11.9, 13.1],
  rival: [12, 12, 12],
  rivalName: 'by hand',
  unit: 'us',
  better: 'lower',
  target: 1 / 1.05,
};

function reportOf(bench: string, overrides: Partial<BenchReport> = {}): BenchReport {
  return {
    bench,
    question: `What does ${bench} cost?`,
    machine: MACHINE,
    date: '2026-01-02',
    quick: false,
    seconds: 810,
    rows: [toRow({ name: `${bench} | x1`, ...ROW })],
    ...overrides,
  };
}

const names = ['first', 'second', 'third'];
const before = readmeOf('', { names, reports: names.map((name) => reportOf(name)), failed: [] });

describe('bench/README.md', () => {
  it('says on what machine, when and how long, what was asked, and what came out', () => {
    expect(before).toContain('2 x Fast, 8 GB of memory, Linux 6 (x64), Node.js 20.1.0, Redis 7.0.1.');
    expect(before).toContain('## first\n\nWhat does first cost?');
    expect(before).toContain('Full sizes, 2026-01-02, took 13 min 30 s.');
    expect(before).toContain('12.3 (11.9 to 13.1) |    12 | us');
  });

  it('lists the targets that are missed', () => {
    expect(before).toContain('No target is missed.');
    const rows = [limitRow('lag', [20], 15, 'ms')];
    const missed = readmeOf(before, { names, reports: [reportOf('first', { rows })], failed: [] });
    expect(missed).toContain('Targets missed:\n\n- lag, next to the limit: ratio 0.75, target 1');
  });

  it('keeps what people wrote above the marker', () => {
    const edited = before.replace(MARKER, `By hand.\n\n${MARKER}`);
    const after = readmeOf(edited, { names, reports: [reportOf('first')], failed: [] });
    expect(after.startsWith(`# Benchmarks\n\nBy hand.\n\n${MARKER}`)).toBe(true);
    expect(after.split(MARKER)).toHaveLength(2);
  });

  it('keeps the sections of other benchmarks from the same machine only', () => {
    const quick = reportOf('second', { quick: true, date: '2026-03-04' });
    const after = readmeOf(before, { names, reports: [quick], failed: ['third'] });
    expect(after).toContain('## first\n\nWhat does first cost?\n\nFull sizes, 2026-01-02');
    expect(after).toContain('## second\n\nWhat does second cost?\n\nShort run (`--quick`), 2026-03-04');
    expect(after).toContain('## third\n\nFailed on 2026-03-04');

    const elsewhere = { ...quick, machine: { ...MACHINE, node: '22.1.0' } };
    const anew = readmeOf(before, { names, reports: [elsewhere], failed: [] });
    expect(anew).not.toContain('## first');
    expect(anew).toContain('## Not measured\n\nOn this machine: first, third.');
  });

  it('has tables as Prettier would write them', async () => {
    const path = 'bench/README.md';
    expect(await format(before, { ...(await resolveConfig(path)), filepath: path })).toBe(before);
  });
});
