import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** A lease: a member, and the token it was leased with. */
export interface TriggerLease {
  readonly member: string;
  readonly token: number;
}

const script = new RedisScript('trigger-extend', 2, LUA_SOURCES.triggerExtend, (reply) =>
  (reply as readonly number[]).map((deadline) => (deadline === 0 ? null : deadline)),
).withoutConfirmation();

/** Lets leases end `leaseMs` from now. @returns for each its new end in milliseconds, or null: no longer held */
export function triggerExtend(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  leases: readonly TriggerLease[],
  leaseMs: number,
): Promise<ReadonlyArray<number | null>> {
  const args = leases.flatMap(({ member, token }) => [member, token]);
  return script.run(client, partitionKeys(prefix), [timeShift, leaseMs, ...args]);
}
