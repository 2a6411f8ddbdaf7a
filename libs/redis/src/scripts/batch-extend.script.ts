import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-extend', 1, LUA_SOURCES.batchExtend, (reply) =>
  reply === null ? null : Number(reply),
).withoutConfirmation();

/** Lets a lease end `leaseMs` from now. @returns the new deadline in milliseconds, or null: no longer held */
export function batchExtend(
  client: RedisClient,
  queue: QueueKeys,
  reference: string,
  leaseMs: number,
  keptMs: number,
): Promise<number | null> {
  return script.run(client, [queue.leases], [reference, leaseMs, keptMs]);
}
