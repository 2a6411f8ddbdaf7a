import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

/** State of a member; times in milliseconds, `''` for no payload. */
export interface MemberState {
  readonly scheduled: { readonly dueMs: number; readonly payload: string } | null;
  readonly running: {
    readonly dueMs: number;
    readonly attempt: number;
    readonly untilMs: number;
    readonly isLeased: boolean;
    readonly payload: string;
  } | null;
}

const script = new RedisScript('trigger-get', 2, LUA_SOURCES.triggerGet, (reply): MemberState => {
  const [due, payload, runningDue, attempt, until, isLeased, runningPayload] = reply as ReadonlyArray<
    string | number | null
  >;
  return {
    scheduled: typeof due === 'number' ? { dueMs: due, payload: String(payload) } : null,
    running:
      typeof runningDue === 'number'
        ? {
            dueMs: runningDue,
            attempt: Number(attempt),
            untilMs: Number(until),
            isLeased: isLeased === 1,
            payload: String(runningPayload),
          }
        : null,
  };
});

/** Reads the state of one trigger. */
export function triggerGet(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  member: string,
): Promise<MemberState> {
  return script.run(client, partitionKeys(prefix), [timeShift, member]);
}
