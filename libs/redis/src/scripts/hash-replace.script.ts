import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { isOne } from './is-one.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('hash-replace', 1, LUA_SOURCES.hashReplace, isOne);

/** Replaces a record by the fields, in turn with their texts. @returns true if the record is new */
export function hashReplace(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  ttl: TtlArguments,
  fields: readonly string[],
): Promise<boolean> {
  return script.run(client, keys, [...ttl, ...indexArguments, ...fields]);
}
