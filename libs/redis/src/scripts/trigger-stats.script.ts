import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** Numbers of one action in a partition; times in milliseconds. */
export interface ActionNumbers {
  /** As it stands in keys. */
  readonly segment: string;
  readonly scheduled: number;
  readonly leased: number;
  readonly retrying: number;
  readonly overdue: number;
  readonly oldestDueMs: number | null;
  readonly unhandledSinceMs: number | null;
}

/** Numbers of a partition. */
export interface PartitionNumbers {
  readonly nowMs: number;
  /** False: what is overdue was looked up for a part of the actions or tenants only. */
  readonly complete: boolean;
  readonly scheduled: number;
  readonly leased: number;
  readonly retrying: number;
  readonly dead: number;
  readonly actions: readonly ActionNumbers[];
}

const script = new RedisScript('trigger-stats', 2, LUA_SOURCES.triggerStats, (reply): PartitionNumbers => {
  const values = reply as ReadonlyArray<string | number>;
  const [nowMs, complete, scheduled, leased, retrying, dead] = values.slice(0, 6).map(Number);
  const actions: ActionNumbers[] = [];
  for (let at = 6; at < values.length; at += 7) {
    const [count, leases, retries, overdue, oldest, since] = values.slice(at + 1, at + 7).map(Number);
    actions.push({
      segment: String(values[at]),
      scheduled: count ?? 0,
      leased: leases ?? 0,
      retrying: retries ?? 0,
      overdue: overdue ?? 0,
      oldestDueMs: timeOrNull(oldest),
      unhandledSinceMs: timeOrNull(since),
    });
  }
  return {
    nowMs: nowMs ?? 0,
    complete: complete === 1,
    scheduled: scheduled ?? 0,
    leased: leased ?? 0,
    retrying: retrying ?? 0,
    dead: dead ?? 0,
    actions,
  };
});

/** Reads the numbers of a partition, looking at most at so many actions and tenants. */
export function triggerStats(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  maxActions: number,
  maxTenants: number,
): Promise<PartitionNumbers> {
  return script.run(client, partitionKeys(prefix), [timeShift, maxActions, maxTenants]);
}

function timeOrNull(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
