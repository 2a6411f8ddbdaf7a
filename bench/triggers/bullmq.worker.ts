import { Worker, type Job } from 'bullmq';
import { connectionOf, QUEUE, REMOVAL, type ReminderJob } from './bullmq.settings.js';
import { CONCURRENCY, type RunRecorder } from './contender.js';

/** The rival: one worker of the queue. Runs until the process ends. */
export async function startBullMqWorker(url: string, recorder: RunRecorder): Promise<void> {
  const handle = async ({ data, timestamp, opts }: Job<ReminderJob, void>): Promise<void> => {
    recorder.record(data.tenant, timestamp + (opts.delay ?? 0), data.template);
  };
  const worker = new Worker<ReminderJob, void>(QUEUE, handle, {
    connection: connectionOf(url),
    concurrency: CONCURRENCY,
    ...REMOVAL,
  });
  worker.on('error', (error) => console.error('BullMQ:', error));
  await worker.waitUntilReady();
}
