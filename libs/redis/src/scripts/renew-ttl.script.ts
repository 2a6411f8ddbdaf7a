import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { IndexedScript } from './indexed-script.js';
import { isOne } from './is-one.js';
import type { TtlArguments } from './ttl-arguments.js';

const SOURCES = { indexed: LUA_SOURCES.renewTtl, plain: LUA_SOURCES.renewTtlNoIndexes };

const script = new IndexedScript('renew-ttl', SOURCES, isOne);

/** Applies the TTL rule to a record. @returns false if there is none */
export function renewTtl(client: RedisClient, record: IndexedKey, ttl: TtlArguments): Promise<boolean> {
  return script.run(client, record, ttl);
}
