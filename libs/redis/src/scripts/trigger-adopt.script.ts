import type { RedisClient } from '../connections/pool-clients.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** The key of a trigger that expired, as a listener was told. */
export interface ReportedExpiry {
  readonly member: string;
  /** For how long the listener has been subscribed. */
  readonly listeningMs: number | 'inf';
}

/** Who reports. */
export interface ExpiryListener {
  readonly id: string;
  /** In which listeners report the same expiry. */
  readonly windowMs: number;
}

const script = new RedisScript('trigger-adopt', 2, LUA_SOURCES.triggerAdopt, (reply) =>
  (reply as readonly unknown[]).map(isOne),
);

/**
 * Makes triggers of one partition due whose keys expired, once however many listeners report them.
 * @param expiries up to 1,000, no member twice
 * @returns for each whether it is due now because of this call
 */
export function triggerAdopt(
  client: RedisClient,
  { prefix, timeShift, nudgeChannel }: TriggerPartitionKeys,
  { id, windowMs }: ExpiryListener,
  expiries: readonly ReportedExpiry[],
): Promise<boolean[]> {
  const reports = expiries.flatMap(({ member, listeningMs }) => [member, listeningMs]);
  return script.run(client, partitionKeys(prefix), [timeShift, id, windowMs, nudgeChannel, ...reports]);
}
