import { randomUUID } from 'node:crypto';

/** The action of most triggers here. */
export const ACTION = 'send_reminder';

/** What handlers read. */
export interface ReminderPayload {
  readonly template: string;
}
export const PAYLOAD: ReminderPayload = { template: 'welcome' };

/** Work to be done later, however a contender schedules it. */
export interface Reminder {
  readonly tenant: string;
  readonly identifier: string;
  /** Milliseconds since 1970. */
  readonly dueMs: number;
  readonly payload?: object;
}

/** `count` reminders with identifiers that no others have. */
export function remindersOf(
  tenant: string,
  count: number,
  dueMs: (index: number) => number,
  payload?: object,
): Reminder[] {
  return Array.from({ length: count }, (_unused, index) => ({
    tenant,
    identifier: randomUUID(),
    dueMs: dueMs(index),
    ...(payload === undefined ? {} : { payload }),
  }));
}

const HOUR_MS = 3_600_000;

/** Reminders that are not due while the benchmark runs. */
export function laterReminders(tenant: string, count: number, payload?: object): Reminder[] {
  const dueMs = Date.now() + HOUR_MS;
  return remindersOf(tenant, count, (index) => dueMs + (index % HOUR_MS), payload);
}
