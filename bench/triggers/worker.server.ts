import 'reflect-metadata';
import { startBullMqWorker } from './bullmq.worker.js';
import type { Contender } from './contender.js';
import { startKeyspaceListener } from './keyspace.rival.js';
import { RecordedRuns, type RunReport } from './recorded-runs.js';
import { startTenantryWorker } from './tenantry.worker.js';

/** A worker in a process of its own: says when it is ready, then answers questions about its runs. */
export type WorkerQuestion = 'beginAnew' | 'count' | 'report';
export type WorkerAnswer = number | RunReport | null;

const [contender, url] = process.argv.slice(2) as [Contender, string];
const runs = new RecordedRuns();

const ANSWERS: Readonly<Record<WorkerQuestion, () => WorkerAnswer>> = {
  beginAnew: () => {
    runs.beginAnew();
    return null;
  },
  count: () => runs.count,
  report: () => runs.report(),
};

process.on('message', (question: WorkerQuestion) => process.send?.(ANSWERS[question]()));
process.on('disconnect', () => process.exit(0));

switch (contender) {
  case 'bullmq':
    await startBullMqWorker(url, runs);
    break;
  case 'keyspace':
    await startKeyspaceListener(url, runs);
    break;
  default:
    await startTenantryWorker(contender, url, runs);
}
process.send?.(null);
