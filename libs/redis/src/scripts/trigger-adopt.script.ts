import type { RedisClient } from '../connections/pool-clients.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TriggerPartitionKeys } from './trigger-partition-keys.js';

const script = new RedisScript('trigger-adopt', 1, LUA_SOURCES.triggerAdopt, isOne);

/**
 * Makes a trigger due whose key expired, once however many listeners report it.
 * @param windowMs in which listeners report the same expiry
 * @param listeningMs for how long the listener has been subscribed
 * @returns whether it is due now because of this call
 */
export function triggerAdopt(
  client: RedisClient,
  { prefix, offsetMs, nudgeChannel }: TriggerPartitionKeys,
  member: string,
  listenerId: string,
  windowMs: number,
  listeningMs: number | 'inf',
): Promise<boolean> {
  return script.run(client, [prefix], [offsetMs, member, listenerId, windowMs, nudgeChannel, listeningMs]);
}
