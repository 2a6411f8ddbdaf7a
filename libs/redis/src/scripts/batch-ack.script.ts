import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-ack', 3, LUA_SOURCES.batchAck, Number).withoutConfirmation();

/**
 * Removes leased items, 1 to 4,000.
 * @param references of the items: see `includes/leases.lua`
 * @returns how many leases were still held
 */
export function batchAck(
  client: RedisClient,
  queue: QueueKeys,
  references: readonly string[],
): Promise<number> {
  return script.run(client, [queue.leases, queue.list, queue.registry], [queue.name, ...references]);
}
