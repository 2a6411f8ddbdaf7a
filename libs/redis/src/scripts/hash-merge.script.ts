import type { RedisClient } from '../connections/pool-clients.js';
import type { IndexedKey } from './indexed-key.js';
import { LUA_SOURCES } from './lua.generated.js';
import { IndexedScript } from './indexed-script.js';
import type { TtlArguments } from './ttl-arguments.js';

const SOURCES = { indexed: LUA_SOURCES.hashMerge, plain: LUA_SOURCES.hashMergeNoIndexes };

const script = new IndexedScript('hash-merge', SOURCES, hashOf, 'fields');

/** Writes fields, in turn with their texts, and returns the whole record as it is then. */
export function hashMerge(
  client: RedisClient,
  record: IndexedKey,
  ttl: TtlArguments,
  fields: readonly string[],
): Promise<Record<string, string>> {
  return script.run(client, record, ttl, fields);
}

/** HGETALL inside a script comes back flat. */
function hashOf(reply: unknown): Record<string, string> {
  const flat: readonly string[] = Array.isArray(reply) ? reply : [];
  const entries: [string, string][] = [];
  for (let at = 0; at < flat.length; at += 2) entries.push([flat[at] ?? '', flat[at + 1] ?? '']);
  return Object.fromEntries(entries);
}
