import type { RedisClient } from '../connections/pool-clients.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('index-prune', 2, LUA_SOURCES.indexPrune, isOne);

/** An entry of an index that its record no longer bears out. */
export interface StaleEntry {
  readonly record: string;
  readonly index: string;
  /** Indexed field; undefined for an index of records. */
  readonly field: string | undefined;
  readonly text: string;
  readonly suffix: string;
}

/** Removes a stale entry; it is looked at again inside the script. @returns true if it was removed */
export function indexPrune(client: RedisClient, stale: StaleEntry): Promise<boolean> {
  const { record, index, field, text, suffix } = stale;
  const entry = `${text}\0${suffix}`;
  return script.run(client, [record, index], ['', '', suffix, field ?? entry, entry]);
}
