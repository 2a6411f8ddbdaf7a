import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptClient } from './redis-script.js';

/** New length of the list, and how many members were not in the set before. */
export type OpsPushAndAddCounts = readonly [length: number, added: number];

const script = new RedisScript<OpsPushAndAddCounts>(
  'ops-push-and-add',
  2,
  LUA_SOURCES.opsPushAndAdd,
  (reply) => {
    const [length, added] = Array.isArray(reply) ? reply.map(Number) : [];
    return [length ?? Number.NaN, added ?? Number.NaN];
  },
);

/**
 * Appends values to a list and adds members to a set.
 * @throws ReplyError WRONGTYPE: nothing was changed; `WRONGTYPE set` if it is the set's key
 */
export function opsPushAndAdd(
  client: ScriptClient,
  list: string | Buffer,
  values: readonly (string | Buffer)[],
  set: string | Buffer,
  members: readonly (string | Buffer)[],
): Promise<OpsPushAndAddCounts> {
  return script.run(client, [list, set], [values.length, ...values, ...members]);
}
