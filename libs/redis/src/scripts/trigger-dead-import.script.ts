import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-dead-import', 2, LUA_SOURCES.triggerDeadImport, Number);

/** Takes over a dead letter, given as JSON. @returns its id */
export function triggerDeadImport(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  tenant: string,
  letter: string,
  buriedMs: number,
): Promise<number> {
  return script.run(client, partitionKeys(prefix), [timeShift, tenant, letter, buriedMs]);
}
