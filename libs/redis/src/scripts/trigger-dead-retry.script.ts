import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-dead-retry', 2, LUA_SOURCES.triggerDeadRetry, Number);

/** Makes up to 1,000 dead letters of a tenant due now. @returns how many: not those whose trigger is scheduled */
export function triggerDeadRetry(
  client: RedisClient,
  { prefix, timeShift, nudgeChannel }: TriggerPartitionKeys,
  tenant: string,
  ids: readonly number[],
): Promise<number> {
  return script.run(client, partitionKeys(prefix), [timeShift, tenant, nudgeChannel, ...ids]);
}
