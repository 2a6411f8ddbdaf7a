import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** Scheduled triggers of a partition, by tenant. */
export interface TenantNumbers {
  /** False: a part of the queues only. */
  readonly complete: boolean;
  /** A tenant stands here once for each of its actions. */
  readonly tenants: ReadonlyArray<readonly [tenant: string, scheduled: number]>;
}

const script = new RedisScript('trigger-tenants', 2, LUA_SOURCES.triggerTenants, (reply): TenantNumbers => {
  const [complete, ...values] = reply as ReadonlyArray<string | number>;
  const tenants: [string, number][] = [];
  for (let at = 0; at < values.length; at += 2) tenants.push([String(values[at]), Number(values[at + 1])]);
  return { complete: complete === 1, tenants };
});

/** Reads how many triggers of a partition each tenant has, looking at most at so many actions and queues. */
export function triggerTenants(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  maxActions: number,
  maxQueues: number,
): Promise<TenantNumbers> {
  return script.run(client, partitionKeys(prefix), [timeShift, maxActions, maxQueues]);
}
