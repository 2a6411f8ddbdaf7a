import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('batch-enqueue', 2, LUA_SOURCES.batchEnqueue, Number);

/** Appends items, at least one, given as texts. @returns the list's new length */
export function batchEnqueue(
  client: RedisClient,
  queue: QueueKeys,
  ttl: TtlArguments,
  items: readonly string[],
): Promise<number> {
  return script.run(client, [queue.list, queue.registry], [...ttl, queue.name, ...items]);
}
