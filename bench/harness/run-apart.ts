import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { BenchReport } from './report.js';

/** Far longer than any benchmark takes: one that hangs does not hold up the others for ever. */
const TIME_LIMIT_MS = 45 * 60_000;

/** The outcome of a benchmark in a process of its own. */
export type Outcome =
  | { readonly bench: string; readonly report: BenchReport }
  | { readonly bench: string; readonly problem: string };

/**
 * Runs a benchmark in a process of its own, which prints its table: what one leaves behind, compiled code and garbage,
 * is not there for the next. Never rejects because of the benchmark.
 */
export async function runApart(script: string, bench: string, quick: boolean): Promise<Outcome> {
  const child = fork(script, [bench, ...(quick ? ['--quick'] : [])], {
    serialization: 'advanced',
    timeout: TIME_LIMIT_MS,
  });
  let report: BenchReport | undefined;
  child.on('message', (message) => {
    report = message as BenchReport;
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) return { bench, problem: signal === null ? `exit code ${code}` : `ended by ${signal}` };
  return report === undefined ? { bench, problem: 'it ended without a report' } : { bench, report };
}

/** Hands the report to the process that started this one with {@link runApart}, if there is one. */
export async function handOver(report: BenchReport): Promise<void> {
  if (process.send === undefined) return;
  await new Promise<void>((resolve, reject) => {
    process.send?.(report, (error) => (error === null ? resolve() : reject(error)));
  });
}
