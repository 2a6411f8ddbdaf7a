import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('hash-delete', 1, LUA_SOURCES.hashDelete, isOne);

/** Removes a record and its entries in indexes. @returns true if there was a record */
export function hashDelete(client: RedisClient, record: IndexedKey): Promise<boolean> {
  const { keys, indexArguments, apart } = record;
  const unlink = async (): Promise<boolean> => isOne(await client.unlink(keys[0]));
  if (apart !== undefined) return apart.shrink(client, unlink);
  return keys.length === 1 ? unlink() : script.run(client, keys, ['', '', ...indexArguments]);
}
