import { RedisScript, type ScriptClient } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ThreadsKeys } from './thread-keys.js';

const script = new RedisScript('threads-prune', 5, LUA_SOURCES.threadsPrune, Number);

/**
 * Removes the entries of threads that are no more.
 * @param segments their ids as they stand in keys
 * @returns how many threads were forgotten
 */
export function threadsPrune(
  client: ScriptClient,
  { keys }: ThreadsKeys,
  segments: readonly string[],
): Promise<number> {
  return script.run(client, keys, segments);
}
