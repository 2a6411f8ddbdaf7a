import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('hash-delete-field', 1, LUA_SOURCES.hashDeleteField, isOne);

/** Removes a field of a record. @returns true if it existed */
export function hashDeleteField(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  field: string,
): Promise<boolean> {
  return script.run(client, keys, ['', '', ...indexArguments, field]);
}
