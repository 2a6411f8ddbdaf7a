import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { IndexedScript } from './indexed-script.js';
import { isOne } from './is-one.js';
import type { TtlArguments } from './ttl-arguments.js';

const SOURCES = { indexed: LUA_SOURCES.hashUpsert, plain: LUA_SOURCES.hashUpsertNoIndexes };

const script = new IndexedScript('hash-upsert', SOURCES, isOne, 'fields');

/** Writes fields, in turn with their texts, of a record. @returns true if the record is new */
export function hashUpsert(
  client: RedisClient,
  record: IndexedKey,
  ttl: TtlArguments,
  fields: readonly string[],
): Promise<boolean> {
  return script.run(client, record, ttl, fields);
}
