import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('hash-delete-field', 1, LUA_SOURCES.hashDeleteField, isOne);

/** Removes a field of a record. @returns true if it existed */
export function hashDeleteField(
  client: RedisClient,
  { keys, indexArguments, apart }: IndexedKey,
  field: string,
): Promise<boolean> {
  const hdel = async (): Promise<boolean> => isOne(await client.hdel(keys[0], field));
  if (apart !== undefined) return apart.shrink(client, hdel);
  return keys.length === 1 ? hdel() : script.run(client, keys, ['', '', ...indexArguments, field]);
}
