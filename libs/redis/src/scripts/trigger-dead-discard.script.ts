import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-dead-discard', 1, LUA_SOURCES.triggerDeadDiscard, Number);

/** Removes up to 1,000 dead letters of a tenant. @returns how many there were */
export function triggerDeadDiscard(
  client: RedisClient,
  { prefix, offsetMs }: TriggerPartitionKeys,
  tenant: string,
  ids: readonly number[],
): Promise<number> {
  return script.run(client, [prefix], [offsetMs, tenant, ...ids]);
}
