import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-trim', 3, LUA_SOURCES.batchTrim, Number);

/** Keeps the items from `start` to `end` of the list. @returns how many were removed */
export function batchTrim(
  client: RedisClient,
  queue: QueueKeys,
  start: number,
  end: number,
): Promise<number> {
  return script.run(client, [queue.list, queue.leases, queue.registry], [queue.name, start, end]);
}
