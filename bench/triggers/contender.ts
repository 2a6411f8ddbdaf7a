import type { Reminder } from './reminder.js';

/**
 * Who schedules and runs reminders: the module with its defaults, the module without TTL keys, BullMQ, and plain keys
 * with an expiry whose `expired` events somebody listens to.
 */
export type Contender = 'tenantry' | 'tenantry-without-keys' | 'bullmq' | 'keyspace';
export type TenantryContender = Extract<Contender, `tenantry${string}`>;

/** How contenders are called in rows. */
export const CONTENDER_NAMES: Readonly<Record<Contender, string>> = {
  tenantry: 'with TTL key',
  'tenantry-without-keys': 'without TTL key',
  bullmq: 'BullMQ',
  keyspace: 'keyspace events',
};

/** Handlers at once in each worker process. */
export const CONCURRENCY = 100;

/** A contender that schedules. */
export interface Producer {
  add(reminder: Reminder): Promise<unknown>;
  /** All in one call. */
  addMany(reminders: readonly Reminder[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Told about every handler that begins. */
export interface RunRecorder {
  /** @param template of the payload; undefined for who has no payloads */
  record(tenant: string, dueMs: number, template: string | undefined): void;
}

/** Reminders in one call of {@link Producer.addMany}. */
export const BULK = 1_000;

/** Schedules any number, {@link BULK} at a time. */
export async function addAll(producer: Producer, reminders: readonly Reminder[]): Promise<void> {
  for (let from = 0; from < reminders.length; from += BULK) {
    await producer.addMany(reminders.slice(from, from + BULK));
  }
}
