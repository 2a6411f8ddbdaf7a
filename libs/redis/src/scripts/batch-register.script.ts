import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-register', 3, LUA_SOURCES.batchRegister, Number);

/** Enters a queue that exists in the registry. @returns how many of its items can be claimed now */
export function batchRegister(client: RedisClient, queue: QueueKeys): Promise<number> {
  return script.run(client, [queue.list, queue.leases, queue.registry], [queue.name]);
}
