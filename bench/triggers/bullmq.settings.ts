import type { RedisOptions } from 'bullmq';
import type { ReminderPayload } from './reminder.js';

export const QUEUE = 'reminders';
const DATABASE = 0;

/** What a job carries: what a trigger of ours says by its key and its time, and the payload. */
export interface ReminderJob extends Partial<ReminderPayload> {
  readonly tenant: string;
  readonly identifier: string;
}

/** As BullMQ's documentation wants connections of workers; each queue and worker makes its own. */
export function connectionOf(url: string): RedisOptions {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), db: DATABASE, maxRetriesPerRequest: null };
}

/** Nothing of a job is kept when it has ended, as nothing of a trigger is. */
export const REMOVAL = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
