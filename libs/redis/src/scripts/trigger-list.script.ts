import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** Queue of one action and tenant, both as they stand in keys. */
export interface TriggerQueue {
  readonly action: string;
  readonly tenant: string;
}

/** Where a listing stands: behind this entry. */
export interface ListPosition {
  readonly score: string;
  readonly member: string;
}

/** A scheduled trigger. */
export interface ListedEntry extends ListPosition {
  readonly dueMs: number;
  /** `''` for none. */
  readonly payload: string;
}

const script = new RedisScript('trigger-list', 2, LUA_SOURCES.triggerList, (reply) => {
  const values = reply as readonly string[];
  const entries: ListedEntry[] = [];
  for (let at = 0; at < values.length; at += 4) {
    const [member = '', score = '', due, payload = ''] = values.slice(at, at + 4);
    entries.push({ member, score, dueMs: Number(due), payload });
  }
  return entries;
});

/** Reads up to `limit` (at most 1,000) scheduled triggers behind a position, by due time. */
export function triggerList(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  { action, tenant }: TriggerQueue,
  limit: number,
  behind: ListPosition | null,
): Promise<ListedEntry[]> {
  const args = [timeShift, action, tenant, limit, behind?.score ?? '', behind?.member ?? ''];
  return script.run(client, partitionKeys(prefix), args);
}
