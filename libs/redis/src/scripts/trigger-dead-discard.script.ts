import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-dead-discard', 2, LUA_SOURCES.triggerDeadDiscard, Number);

/** Removes up to 1,000 dead letters of a tenant. @returns how many there were */
export function triggerDeadDiscard(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  tenant: string,
  ids: readonly number[],
): Promise<number> {
  return script.run(client, partitionKeys(prefix), [timeShift, tenant, ...ids]);
}
