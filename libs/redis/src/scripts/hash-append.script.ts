import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('hash-append', 1, LUA_SOURCES.hashAppend, Number);

/**
 * Appends an element, given as JSON text, to the array in a field.
 * @returns the new length
 * @throws ReplyError FIELDTYPE: nothing was changed
 */
export function hashAppend(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  ttl: TtlArguments,
  field: string,
  element: string,
): Promise<number> {
  return script.run(client, keys, [...ttl, ...indexArguments, field, element]);
}
