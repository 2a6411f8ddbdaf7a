import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { MemberState } from './trigger-get.script.js';
import { partitionKeys, type TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-import', 2, LUA_SOURCES.triggerImport, String);

/**
 * Makes a trigger what it is elsewhere. What is leased there waits here for the end of the lease.
 * @param previous what the import before has returned, `''` for none
 * @param token last one given in the other partition
 * @returns digest of the state now; `''` if the trigger has become something else meanwhile: nothing is written then
 */
export function triggerImport(
  client: RedisClient,
  { prefix, timeShift }: TriggerPartitionKeys,
  member: string,
  previous: string,
  token: number,
  { scheduled, running }: MemberState,
): Promise<string> {
  const occurrence = scheduled === null ? ['', ''] : [String(scheduled.dueMs), scheduled.payload];
  const retry =
    running === null
      ? ['', '', '', '']
      : [String(running.untilMs), String(running.attempt), String(running.dueMs), running.payload];
  return script.run(client, partitionKeys(prefix), [
    timeShift,
    member,
    previous,
    token,
    ...occurrence,
    ...retry,
  ]);
}
