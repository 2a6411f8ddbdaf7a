import { cpus } from 'node:os';
import type { BenchRow } from './row.js';

export interface BenchReport {
  readonly bench: string;
  readonly node: string;
  readonly redis: string;
  readonly cpu: string;
  readonly rows: readonly BenchRow[];
}

export function createReport(bench: string, redis: string, rows: readonly BenchRow[]): BenchReport {
  const processors = cpus();
  return {
    bench,
    node: process.version,
    redis,
    cpu: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    rows,
  };
}

/** A table for people: the ratio is above 1 where ours is better. */
export function printTable(report: BenchReport): void {
  console.log(`\n${report.bench}  node ${report.node}, redis ${report.redis}, ${report.cpu}`);
  console.table(
    report.rows.map((row) => ({
      name: row.name,
      ours: row.ours,
      rival: row.rival,
      unit: row.unit,
      'rival is': row.rivalName,
      ratio: row.ratio,
      target: row.target ?? '',
      ok: row.ok === null ? '' : row.ok ? 'yes' : 'NO',
    })),
  );
}
