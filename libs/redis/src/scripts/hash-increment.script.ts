import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const asDouble = new RedisScript('hash-increment', 1, LUA_SOURCES.hashIncrement, Number);
const asInt64 = new RedisScript('hash-increment', 1, LUA_SOURCES.hashIncrement, (text) =>
  BigInt(String(text)),
);

/**
 * Adds a decimal amount to a field.
 * @returns the new value, always within 2^53
 * @throws ReplyError FIELDTYPE, NOTEXACT: nothing was changed
 */
export function hashIncrement(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  ttl: TtlArguments,
  field: string,
  amount: string,
): Promise<number> {
  return asDouble.run(client, keys, [...ttl, ...indexArguments, field, amount, 'double']);
}

/**
 * Adds a decimal integer to a field that holds one.
 * @returns the new value
 * @throws ReplyError FIELDTYPE, OVERFLOW: nothing was changed
 */
export function hashIncrementBigint(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  ttl: TtlArguments,
  field: string,
  amount: string,
): Promise<bigint> {
  return asInt64.run(client, keys, [...ttl, ...indexArguments, field, amount, 'int64']);
}
