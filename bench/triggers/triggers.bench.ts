import type { Bench } from '../harness/bench.js';
import type { BenchRow } from '../harness/row.js';
import { cancelRows } from './cancel.js';
import { drainRows } from './drain.js';
import { fairnessRows } from './fairness.js';
import { lagRows } from './lag.js';
import { memoryRows } from './memory.js';
import { pendingRows } from './pending.js';
import type { Question } from './question.js';
import { scheduleRows } from './schedule.js';
import { ServerProbe } from './server-probe.js';

export const question = `
What does a trigger cost to schedule, to keep and to run, and how late does it run, against BullMQ's
delayed jobs and against the \`expired\` events of plain keys? What does cancelling by identifier cost? Does a tenant
with a backlog hold up the others?
`;

const QUESTIONS: readonly Question[] = [
  scheduleRows,
  memoryRows,
  cancelRows,
  lagRows,
  pendingRows,
  drainRows,
  fairnessRows,
];

export const run: Bench = async ({ quick, server: { url }, log }) => {
  const probe = new ServerProbe(url);
  const begunAt = performance.now();
  try {
    const rows: BenchRow[] = [];
    for (const answer of QUESTIONS) {
      await probe.empty();
      rows.push(...(await answer({ quick, url, probe, log: (line) => log(`${elapsed()} ${line}`) })));
    }
    return rows;
  } finally {
    probe.close();
  }

  function elapsed(): string {
    return `${((performance.now() - begunAt) / 1_000).toFixed(0)} s`.padStart(6);
  }
};
