import { setTimeout as sleep } from 'node:timers/promises';
import { toRow } from '../harness/row.js';
import { addAll, type Contender } from './contender.js';
import { startProducer } from './producers.js';
import { TENANT, type Question } from './question.js';
import { laterReminders } from './reminder.js';

/*
 * Question: how many bytes does a pending reminder take? Beyond the first thousands, which fill BullMQ's event stream
 * and the buffers of connections. Bytes do not vary from run to run: no rounds.
 */

const FULL_REMINDERS = 100_000;
const QUICK_REMINDERS = 5_000;
/** BullMQ keeps about 10,000 events. */
const FIRST_REMINDERS = 11_000;
const BUFFERS_SHRINK_MS = 300;

const PAYLOAD_BYTES = 120;
const PAYLOAD = { template: 'x'.repeat(PAYLOAD_BYTES - '{"template":""}'.length) };

export const memoryRows: Question = async ({ quick, url, probe, log }) => {
  const count = quick ? QUICK_REMINDERS : FULL_REMINDERS;

  const bytes = async (contender: Contender, payload?: object): Promise<number> => {
    log(`memory of ${count} reminders, ${contender}${payload === undefined ? '' : ' with payload'}`);
    await probe.empty();
    const producer = await startProducer(contender, url);
    try {
      await addAll(producer, laterReminders(TENANT, FIRST_REMINDERS, payload));
      await sleep(BUFFERS_SHRINK_MS);
      const before = await probe.usedMemory();
      await addAll(producer, laterReminders(TENANT, count, payload));
      await sleep(BUFFERS_SHRINK_MS);
      return ((await probe.usedMemory()) - before) / count;
    } finally {
      await producer.close();
    }
  };

  const withKey = await bytes('tenantry');
  const withoutKey = await bytes('tenantry-without-keys');
  const withPayload = await bytes('tenantry-without-keys', PAYLOAD);
  const job = await bytes('bullmq');
  const jobWithPayload = await bytes('bullmq', PAYLOAD);

  const rest = { unit: 'B', better: 'lower' } as const;
  const payload = `memory of a reminder, ${PAYLOAD_BYTES} B payload, without TTL key`;
  const small = { rival: [job], rivalName: 'BullMQ, small data', ...rest };
  return [
    toRow({ name: 'memory of a reminder, without TTL key', ours: [withoutKey], ...small, target: 4 }),
    toRow({ name: 'memory of a reminder, with TTL key', ours: [withKey], ...small, target: 2.5 }),
    toRow({ name: payload, ours: [withPayload], ...small, target: 2 }),
    toRow({
      ...{ name: payload, ours: [withPayload] },
      ...{ rival: [jobWithPayload], rivalName: 'BullMQ, the same payload', ...rest },
    }),
  ];
};
