import { Queue, type JobsOptions } from 'bullmq';
import { connectionOf, QUEUE, REMOVAL, type ReminderJob } from './bullmq.settings.js';
import type { Producer } from './contender.js';
import { ACTION, type Reminder } from './reminder.js';

/** The rival: delayed jobs of one queue, with ids by which they can be removed. */
export class BullMqProducer implements Producer {
  readonly #queue: Queue<ReminderJob, void>;

  private constructor(queue: Queue<ReminderJob, void>) {
    this.#queue = queue;
  }

  static async start(url: string): Promise<BullMqProducer> {
    const queue = new Queue<ReminderJob, void>(QUEUE, {
      connection: connectionOf(url),
      defaultJobOptions: REMOVAL,
    });
    await queue.waitUntilReady();
    return new BullMqProducer(queue);
  }

  async add(reminder: Reminder): Promise<unknown> {
    return this.#queue.add(ACTION, dataOf(reminder), optionsOf(reminder, Date.now()));
  }

  async addMany(reminders: readonly Reminder[]): Promise<unknown> {
    const nowMs = Date.now();
    return this.#queue.addBulk(
      reminders.map((reminder) => ({
        name: ACTION,
        data: dataOf(reminder),
        opts: optionsOf(reminder, nowMs),
      })),
    );
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}

function dataOf({ tenant, identifier, payload }: Reminder): ReminderJob {
  return { tenant, identifier, ...payload };
}

/** An id of BullMQ's may not hold `:`. */
function optionsOf({ tenant, identifier, dueMs }: Reminder, nowMs: number): JobsOptions {
  return {
    jobId: `${tenant}-${ACTION}-${identifier}`,
    timestamp: nowMs,
    delay: Math.max(0, dueMs - nowMs),
  };
}
