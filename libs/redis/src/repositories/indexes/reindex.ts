import type { RedisClient } from '../../connections/pool-clients.js';
import { indexRecord } from '../../scripts/index-record.script.js';
import type { IndexedKey } from '../../scripts/indexed-key.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { ReindexStep } from '../search-options.js';
import { scanStep } from './scan-step.js';

/** Keys that one step makes the server look at: a few milliseconds of its time. */
const SCAN_COUNT = 500;

/**
 * One step of building indexes over records that exist: records of the keys found are put into their indexes.
 * @param keys that the records are written with
 * @param prefix what the keys of the records begin with
 * @param keyOf the record behind a suffix, or undefined if the library cannot have written it
 */
export async function reindexStep(
  client: RedisClient,
  keys: KeyFactory,
  prefix: string,
  cursor: string | undefined,
  keyOf: (suffix: string) => IndexedKey | undefined,
): Promise<ReindexStep> {
  const step = await scanStep(client, keys, prefix, cursor, SCAN_COUNT);
  const records = step.keys.flatMap((key) => keyOf(keys.suffixOf(key, prefix)) ?? []);
  const outcomes = await Promise.all(records.map(async (record) => indexRecord(client, record)));
  return { indexed: outcomes.filter(Boolean).length, cursor: step.cursor };
}
