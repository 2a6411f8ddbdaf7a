import 'reflect-metadata';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_NAMES, BENCHES } from './benches.js';
import { parseCommand, usageOf, type BenchCommand } from './harness/command-line.js';
import { formatDuration } from './harness/format.js';
import { printReport, targetsMet, type BenchReport } from './harness/report.js';
import { handOver, runApart, type Outcome } from './harness/run-apart.js';
import { runBench } from './harness/run-bench.js';
import { writeReadme } from './harness/write-readme.js';

/** `npm run` starts commands in the folder of package.json. */
const README = resolve('bench/README.md');

const command = commandOrExit();
const [name = '', ...others] = command.names;
if (others.length === 0) await runOne(name, command);
else await runMany(command);

async function runOne(bench: string, { quick, json, write }: BenchCommand): Promise<void> {
  const load = BENCHES[bench];
  if (load === undefined) throw new Error(`There is no benchmark "${bench}".`);
  const report = await runBench(bench, load, quick);
  printReport(report);
  if (json) console.log(JSON.stringify(report));
  await handOver(report);
  if (write) await writeReadme(README, { names: BENCH_NAMES, reports: [report], failed: [] });
}

/** One after the other; one that fails does not stop the others. Exit code 1 if any failed. */
async function runMany({ names, quick, json, write }: BenchCommand): Promise<void> {
  const begunAt = performance.now();
  const outcomes: Outcome[] = [];
  for (const bench of names) {
    console.error(`\n=== ${bench}, ${outcomes.length + 1} of ${names.length}`);
    outcomes.push(await runApart(fileURLToPath(import.meta.url), bench, quick));
  }
  console.log('');
  for (const outcome of outcomes) console.log(`${outcome.bench.padEnd(14)}${summaryOf(outcome)}`);
  console.log(`${'all'.padEnd(14)}${formatDuration((performance.now() - begunAt) / 1_000)}`);

  const reports: BenchReport[] = outcomes.flatMap((outcome) => ('report' in outcome ? [outcome.report] : []));
  const failed = outcomes.filter((outcome) => 'problem' in outcome).map(({ bench }) => bench);
  if (json) console.log(JSON.stringify(reports));
  if (failed.length > 0) process.exitCode = 1;
  if (write && reports.length > 0) await writeReadme(README, { names: BENCH_NAMES, reports, failed });
}

function summaryOf(outcome: Outcome): string {
  if ('problem' in outcome) return `FAILED: ${outcome.problem}`;
  const { seconds, rows } = outcome.report;
  return `${formatDuration(seconds).padEnd(14)}${targetsMet(rows)}`;
}

function commandOrExit(): BenchCommand {
  try {
    return parseCommand(process.argv.slice(2), BENCH_NAMES);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usageOf(BENCH_NAMES)}`);
    return process.exit(2);
  }
}
