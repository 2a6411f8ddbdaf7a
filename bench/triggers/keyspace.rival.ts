import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import type { Producer, RunRecorder } from './contender.js';
import { ACTION, type Reminder } from './reminder.js';

const DATABASE = 1;

/** The rival: a key that expires for each reminder. */
export class KeyspaceProducer implements Producer {
  readonly #redis: Redis;

  private constructor(redis: Redis) {
    this.#redis = redis;
  }

  static async start(url: string): Promise<KeyspaceProducer> {
    const redis = new Redis(`${url}/${DATABASE}`, SAFE_SETTINGS);
    await redis.config('SET', 'notify-keyspace-events', 'Ex');
    return new KeyspaceProducer(redis);
  }

  async add(reminder: Reminder): Promise<unknown> {
    return this.#redis.set(keyOf(reminder), '1', 'PXAT', reminder.dueMs);
  }

  async addMany(reminders: readonly Reminder[]): Promise<unknown> {
    return Promise.all(reminders.map(async (reminder) => this.add(reminder)));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }
}

/** The rival: one listener that does nothing but take the key apart. Runs until the process ends. */
export async function startKeyspaceListener(url: string, recorder: RunRecorder): Promise<void> {
  const redis = new Redis(`${url}/${DATABASE}`);
  redis.on('message', (_channel: string, key: string) => {
    const [tenant = '', , , dueMs] = key.split(':');
    recorder.record(tenant, Number(dueMs), undefined);
  });
  await redis.subscribe(`__keyevent@${DATABASE}__:expired`);
}

/** An event says nothing but the key: the due time is part of it, to be measured against. */
function keyOf({ tenant, identifier, dueMs }: Reminder): string {
  return `${tenant}:EXPTRIGGER:${ACTION}:${dueMs}:${identifier}`;
}
