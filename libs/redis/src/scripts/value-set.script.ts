import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('value-set', 1, LUA_SOURCES.valueSet);

/** Sets a string value. @returns true if the key is new */
export async function valueSet(
  client: RedisClient,
  key: string,
  ttl: TtlArguments,
  text: string,
): Promise<boolean> {
  return (await script.run(client, [key], [...ttl, text])) === 1;
}
