import type { RedisClient } from '../connections/pool-clients.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('index-prune', 2, LUA_SOURCES.indexPrune, isOne);

/** An entry of an index that its record no longer bears out. */
export interface StaleEntry {
  readonly record: string;
  readonly index: string;
  /** Indexed field; '' for an index of records. */
  readonly field: string;
  readonly text: string;
  readonly suffix: string;
}

/** Removes a stale entry; it is looked at again inside the script. @returns true if it was removed */
export function indexPrune(client: RedisClient, entry: StaleEntry): Promise<boolean> {
  const { record, index, field, text, suffix } = entry;
  return script.run(client, [record, index], ['', '', field, '', suffix, text]);
}
