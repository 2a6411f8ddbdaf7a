import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-release', 1, LUA_SOURCES.batchRelease, isOne).withoutConfirmation();

/** Gives a leased item back for others to claim after a delay. @returns false if the lease was no longer held */
export function batchRelease(
  client: RedisClient,
  queue: QueueKeys,
  reference: string,
  delayMs: number,
  keptMs: number,
): Promise<boolean> {
  return script.run(client, [queue.leases], [reference, delayMs, keptMs]);
}
