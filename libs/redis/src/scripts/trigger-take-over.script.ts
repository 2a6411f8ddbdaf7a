import type { RedisClient } from '../connections/pool-clients.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** A key that another program set to expire. */
export interface ForeignKey {
  readonly key: string;
  /** Milliseconds it has left, or `'here'`: it is on the same server, which is asked. */
  readonly ttlMs: number | 'here';
  readonly lingerMs: number;
}

const script = new RedisScript('trigger-take-over', 2, LUA_SOURCES.triggerTakeOver, isOne);

/** Schedules the trigger of a foreign key, unless it is scheduled. @returns whether it is because of this call */
export function triggerTakeOver(
  client: RedisClient,
  { prefix, timeShift, nudgeChannel }: TriggerPartitionKeys,
  { key, ttlMs, lingerMs }: ForeignKey,
): Promise<boolean> {
  const isHere = ttlMs === 'here';
  const args = [timeShift, key, isHere ? -2 : ttlMs, lingerMs, nudgeChannel];
  return script.run(client, [...partitionKeys(prefix), ...(isHere ? [key] : [])], args);
}
