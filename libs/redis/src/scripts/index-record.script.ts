import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('index-record', 1, LUA_SOURCES.indexRecord, isOne);

/** Puts a record into its indexes, whoever wrote it. @returns false if there is none */
export function indexRecord(client: RedisClient, record: IndexedKey): Promise<boolean> {
  const { keys, indexArguments, apart } = record;
  if (apart !== undefined) return apart.put(client);
  return script.run(client, keys, ['', '', ...indexArguments]);
}
