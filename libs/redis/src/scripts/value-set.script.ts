import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';
import { isOne } from './is-one.js';
import type { TtlArguments } from './ttl-arguments.js';

const script = new RedisScript('value-set', 1, LUA_SOURCES.valueSet, isOne);

/** Sets a string value. @returns true if the key is new */
export function valueSet(
  client: RedisClient,
  key: string,
  ttl: TtlArguments,
  text: string,
): Promise<boolean> {
  return script.run(client, [key], [...ttl, text]);
}
