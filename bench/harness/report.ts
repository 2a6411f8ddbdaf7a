import { formatDuration, formatRatio } from './format.js';
import { describeMachine, type Machine } from './machine.js';
import type { BenchRow } from './row.js';
import { tableOf } from './table.js';

/** One run of a benchmark. */
export interface BenchReport {
  readonly bench: string;
  readonly question: string;
  readonly machine: Machine;
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** Whether sizes were the small ones of `--quick`. */
  readonly quick: boolean;
  /** How long it took, with the start of servers and processes. */
  readonly seconds: number;
  readonly rows: readonly BenchRow[];
}

/** A table for people. */
export function printReport(report: BenchReport): void {
  const { bench, machine, seconds, rows } = report;
  console.log(`\n${bench}: ${describeMachine(machine)}; ${sizesOf(report)}, ${formatDuration(seconds)}\n`);
  console.log(`${tableOf(rows)}\n`);
  for (const line of missedTargets(rows)) console.log(`missed: ${line}`);
}

/** Which sizes a run had, in words. */
export function sizesOf({ quick }: BenchReport): string {
  return quick ? 'short run (`--quick`)' : 'full sizes';
}

/** A line for each row that does not reach its target. */
export function missedTargets(rows: readonly BenchRow[]): string[] {
  return rows
    .filter(({ ok }) => ok === false)
    .map(
      ({ name, rivalName, ratio, target }) =>
        `${name}, next to ${rivalName}: ratio ${formatRatio(ratio)}, target ${formatRatio(target ?? 0)}`,
    );
}

/** How many targets are met, of how many: `7 of 9 targets met`. */
export function targetsMet(rows: readonly BenchRow[]): string {
  const judged = rows.filter(({ ok }) => ok !== null);
  if (judged.length === 0) return 'no targets';
  return `${judged.filter(({ ok }) => ok === true).length} of ${judged.length} targets met`;
}
