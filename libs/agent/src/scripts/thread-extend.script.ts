import { RedisScript, type ScriptClient, type TtlArguments } from '@tenantry/redis';
import { LUA_SOURCES } from './lua.generated.js';
import type { ThreadKeys } from './thread-keys.js';

const script = new RedisScript('thread-extend', 5, LUA_SOURCES.threadExtend, Number);

/**
 * Applies the TTL rule to a thread without changing it.
 * @returns the expiry it then has in milliseconds, -1 for never; -2 if there is no thread
 */
export function threadExtend(
  client: ScriptClient,
  { keys, segment }: ThreadKeys,
  ttl: TtlArguments,
): Promise<number> {
  return script.run(client, keys, [...ttl, segment]);
}
