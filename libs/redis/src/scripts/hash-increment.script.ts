import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('hash-increment', 1, LUA_SOURCES.hashIncrement);

/** What the caller reads the result as: it decides how large the result may be. */
export type IncrementKind = 'double' | 'int64';

/**
 * Adds a decimal amount to a field.
 * @returns the field's new text
 * @throws ReplyError FIELDTYPE, NOTEXACT, OVERFLOW: nothing was changed
 */
export async function hashIncrement(
  client: RedisClient,
  key: string,
  ttl: TtlArguments,
  field: string,
  amount: string,
  kind: IncrementKind,
): Promise<string> {
  return String(await script.run(client, [key], [...ttl, field, amount, kind]));
}
