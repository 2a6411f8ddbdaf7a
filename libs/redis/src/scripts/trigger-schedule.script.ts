import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptArgument } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** A trigger as the script takes it. */
export interface TriggerEntry {
  readonly member: string;
  /** Milliseconds from now, or `@` and a time in milliseconds. */
  readonly time: string;
  /** `''` for none. */
  readonly payload: string;
}

/** What became of them, times in milliseconds by the server's clock. */
export interface ScheduledEntries {
  readonly nowMs: number;
  /** How many were not scheduled before. */
  readonly added: number;
  /** In the order of the entries. */
  readonly dueMs: readonly number[];
}

const script = new RedisScript('trigger-schedule', 2, LUA_SOURCES.triggerSchedule, scheduledEntries);
const scriptOfOne = new RedisScript(
  'trigger-schedule-one',
  2,
  LUA_SOURCES.triggerScheduleOne,
  scheduledEntries,
);

/**
 * Schedules up to 1,000 triggers of one partition, none twice.
 * @param keyLingerMs set the TTL keys too, to outlive the due time by this; `'none'`: no key is touched
 */
export function triggerSchedule(
  client: RedisClient,
  { prefix, timeShift, nudgeChannel }: TriggerPartitionKeys,
  entries: readonly TriggerEntry[],
  keyLingerMs: number | 'none',
): Promise<ScheduledEntries> {
  const [entry] = entries;
  if (entries.length === 1 && entry !== undefined) {
    return scheduleOne(client, { prefix, timeShift, nudgeChannel }, entry, keyLingerMs);
  }
  const hasKeys = keyLingerMs !== 'none';
  const keys: string[] = partitionKeys(prefix);
  const args: ScriptArgument[] = [timeShift, hasKeys ? keyLingerMs : 0, nudgeChannel];
  for (const { member, time, payload } of entries) {
    (hasKeys ? keys : args).push(member);
    args.push(time, payload);
  }
  return script.run(client, keys, args);
}

function scheduleOne(
  client: RedisClient,
  { prefix, timeShift, nudgeChannel }: TriggerPartitionKeys,
  { member, time, payload }: TriggerEntry,
  keyLingerMs: number | 'none',
): Promise<ScheduledEntries> {
  const keys: string[] = partitionKeys(prefix);
  if (keyLingerMs === 'none') {
    return scriptOfOne.run(client, keys, [timeShift, 0, nudgeChannel, member, time, payload]);
  }
  keys.push(member);
  return scriptOfOne.run(client, keys, [timeShift, keyLingerMs, nudgeChannel, member, time, payload]);
}

function scheduledEntries(reply: unknown): ScheduledEntries {
  const [nowMs = 0, added = 0, ...dueMs] = reply as readonly number[];
  return { nowMs, added, dueMs };
}
