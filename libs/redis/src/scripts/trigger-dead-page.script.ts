import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** A dead letter as it is stored. */
export interface StoredDeadLetter {
  readonly key: string;
  readonly dueMs: number;
  readonly buriedMs: number;
  readonly attempts: number;
  /** `''` for none. */
  readonly payload: string;
  readonly error: string;
  /** `''` for none. */
  readonly stack: string;
}

const script = new RedisScript('trigger-dead-page', 2, LUA_SOURCES.triggerDeadPage, (reply) => {
  const values = reply as readonly string[];
  const letters: Array<StoredDeadLetter & { readonly id: number }> = [];
  for (let at = 0; at < values.length; at += 2) {
    const stored = JSON.parse(values[at + 1] ?? '') as StoredDeadLetter;
    letters.push({ ...stored, id: Number(values[at]) });
  }
  return letters;
});

/** Reads up to `limit` (at most 1,000) dead letters of a tenant whose ids are greater than `behind`. */
export function triggerDeadPage(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  tenant: string,
  behind: number,
  limit: number,
): Promise<ReadonlyArray<StoredDeadLetter & { readonly id: number }>> {
  return script.run(client, partitionKeys(prefix), [timeShift, tenant, behind, limit]);
}
