import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptClient } from './redis-script.js';

const script = new RedisScript('ops-hash-set', 1, LUA_SOURCES.opsHashSet, Number);

/** Sets fields, in turn with their values, and the expiry of a hash. @returns how many of the fields are new */
export function opsHashSet(
  client: ScriptClient,
  key: string | Buffer,
  milliseconds: number,
  fields: readonly (string | Buffer)[],
): Promise<number> {
  return script.run(client, [key], [milliseconds, ...fields]);
}
