import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { isOne } from './is-one.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('renew-ttl', 1, LUA_SOURCES.renewTtl, isOne);

/** Applies the TTL rule to a record. @returns false if there is none */
export function renewTtl(
  client: RedisClient,
  { keys, indexArguments }: IndexedKey,
  ttl: TtlArguments,
): Promise<boolean> {
  return script.run(client, keys, [...ttl, ...indexArguments]);
}
