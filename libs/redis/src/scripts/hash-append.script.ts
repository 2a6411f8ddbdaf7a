import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { IndexedScript } from './indexed-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const SOURCES = { indexed: LUA_SOURCES.hashAppend, plain: LUA_SOURCES.hashAppendNoIndexes };

const script = new IndexedScript('hash-append', SOURCES, Number);

/**
 * Appends an element, given as JSON text, to the array in a field.
 * @returns the new length
 * @throws ReplyError FIELDTYPE: nothing was changed
 */
export function hashAppend(
  client: RedisClient,
  record: IndexedKey,
  ttl: TtlArguments,
  field: string,
  element: string,
): Promise<number> {
  return script.run(client, record, ttl, [field, element]);
}
