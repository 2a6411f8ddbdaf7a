import { RedisScript, type ScriptClient } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ThreadsKeys } from './thread-keys.js';

const script = new RedisScript('threads-count', 1, LUA_SOURCES.threadsCount, Number);

/** How many threads have not expired. */
export function threadsCount(client: ScriptClient, { byExpiry }: ThreadsKeys): Promise<number> {
  return script.run(client, [byExpiry], []);
}
