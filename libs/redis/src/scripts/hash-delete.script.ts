import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('hash-delete', 1, LUA_SOURCES.hashDelete, isOne);

/** Removes a record and its entries in indexes. @returns true if there was a record */
export function hashDelete(client: RedisClient, record: IndexedKey): Promise<boolean> {
  const { keys, indexArguments, apart } = record;
  if (apart !== undefined) return apart.shrink(client, async () => isOne(await client.unlink(keys[0])));
  return script.run(client, keys, ['', '', ...indexArguments]);
}
