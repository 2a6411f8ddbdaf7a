import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript, type ScriptClient } from './redis-script.js';

/** Entries that a write looks at for each that it adds. Two: stale ones then stay fewer than the live. */
const PROBES = 2;

const script = new RedisScript('index-put', 1, LUA_SOURCES.indexPut, (reply) =>
  Array.isArray(reply) ? reply.map(String) : [],
);

/**
 * Puts an entry into an index that is in another slot than its record.
 * @param ttlMs that the record lives; -1 for ever
 * @param entry undefined only makes sure that the key holds an index, or nothing
 * @returns random entries of the index that are to be looked at
 * @throws ReplyError WRONGTYPE: nothing was written
 */
export function indexPut(
  client: ScriptClient,
  index: string,
  ttlMs: number,
  entry: string | undefined,
): Promise<readonly string[]> {
  return script.run(client, [index], [ttlMs, entry ?? '', PROBES]);
}
