import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { IndexedScript } from './indexed-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const SOURCES = { indexed: LUA_SOURCES.hashIncrement, plain: LUA_SOURCES.hashIncrementNoIndexes };

const asDouble = new IndexedScript('hash-increment', SOURCES, Number);
const asInt64 = new IndexedScript('hash-increment', SOURCES, (text) => BigInt(String(text)));

/**
 * Adds a decimal amount to a field.
 * @returns the new value, always within 2^53
 * @throws ReplyError FIELDTYPE, NOTEXACT: nothing was changed
 */
export function hashIncrement(
  client: RedisClient,
  record: IndexedKey,
  ttl: TtlArguments,
  field: string,
  amount: string,
): Promise<number> {
  return asDouble.run(client, record, ttl, [field, amount, 'double']);
}

/**
 * Adds a decimal integer to a field that holds one.
 * @returns the new value
 * @throws ReplyError FIELDTYPE, OVERFLOW: nothing was changed
 */
export function hashIncrementBigint(
  client: RedisClient,
  record: IndexedKey,
  ttl: TtlArguments,
  field: string,
  amount: string,
): Promise<bigint> {
  return asInt64.run(client, record, ttl, [field, amount, 'int64']);
}
