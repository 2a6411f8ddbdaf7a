import { SHARED_STATE_DATABASE } from '../scene/databases.js';
import type { Scene } from '../scene/scene.js';

export const REMINDER_ACTION = 'send_reminder';
const REMINDER_TEXT = 'Welcome! Is there anything we can help with?';

export type Tenant = 'acme' | 'globex';

/** Names of users: `prefix-0`, `prefix-1`, ... */
export function userIds(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_unused, at) => `${prefix}-${at}`);
}

/** Schedules a reminder. @returns whether the app has acknowledged it */
export async function scheduleReminder(
  scene: Scene,
  tenant: Tenant,
  userId: string,
  delaySeconds: number,
): Promise<boolean> {
  const { status } = await scene[tenant].post('/schedule-work', {
    userId,
    delaySeconds,
    payload: { template: 'welcome' },
  });
  return status === 201;
}

/** Those of the users whom the store itself does not show to have been reminded. */
export async function unremindedUsers(
  scene: Scene,
  tenant: Tenant,
  ids: readonly string[],
): Promise<string[]> {
  const texts = await scene.store.hashes(
    SHARED_STATE_DATABASE,
    ids.map((id) => `${tenant}:SS:reminders:${id}`),
  );
  return ids.filter((_id, at) => texts[at]?.['last']?.includes(REMINDER_TEXT) !== true);
}
