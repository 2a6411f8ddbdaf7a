import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TimeShift } from './trigger-partition-keys.js';

/** What became of a TTL key; a number: the time, in milliseconds, at which another program lets it expire. */
export type KeyClaim = 'gone' | 'settled' | number;

const script = new RedisScript('trigger-key-claim', 1, LUA_SOURCES.triggerKeyClaim, (reply): KeyClaim => {
  if (reply === -1) return 'gone';
  return reply === 0 ? 'settled' : Number(reply);
});

/** Deletes the TTL key of an occurrence that was claimed, without an event. For keys in another slot. */
export function triggerKeyClaim(
  client: RedisClient,
  key: string,
  dueMs: number,
  lingerMs: number,
  timeShift: TimeShift,
): Promise<KeyClaim> {
  return script.run(client, [key], [timeShift, dueMs, lingerMs]);
}
