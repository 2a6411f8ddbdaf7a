import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('renew-ttl', 1, LUA_SOURCES.renewTtl);

/** Applies the TTL rule to a record. @returns false if there is none */
export async function renewTtl(client: RedisClient, key: string, ttl: TtlArguments): Promise<boolean> {
  return (await script.run(client, [key], ttl)) === 1;
}
