import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** How many triggers a cancellation removed. */
export interface CancelledEntries {
  readonly scheduled: number;
  /** In flight or waiting for a retry. */
  readonly running: number;
  readonly ttlKeys: number;
}

const script = new RedisScript('trigger-cancel', 2, LUA_SOURCES.triggerCancel, (reply): CancelledEntries => {
  const [scheduled, running, ttlKeys] = reply as readonly [number, number, number];
  return { scheduled, running, ttlKeys };
});

/** Removes up to 1,000 triggers of one partition. @param withKeys their TTL keys too */
export function triggerCancel(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  members: readonly string[],
  withKeys: boolean,
): Promise<CancelledEntries> {
  return script.run(
    client,
    [...partitionKeys(prefix), ...(withKeys ? members : [])],
    [timeShift, ...members],
  );
}
