import type { RedisClient } from '../../connections/pool-clients.js';
import { indexRecord } from '../../scripts/index-record.script.js';
import type { IndexedKey } from '../../scripts/indexed-key.js';
import { scanRecords } from '../../scripts/scan-records.script.js';
import { scanCursor } from '../page-arguments.js';
import type { ReindexStep } from '../search-options.js';

/** Keys that one step makes the server look at: a few milliseconds of its time. */
const SCAN_COUNT = 500;

/**
 * One step of building indexes over records that exist: records of the keys found are put into their indexes.
 * @param prefix what the keys of the records begin with
 * @param keyOf the record behind a suffix, or undefined if the library cannot have written it
 */
export async function reindexStep(
  client: RedisClient,
  prefix: string,
  cursor: string | undefined,
  keyOf: (suffix: string) => IndexedKey | undefined,
): Promise<ReindexStep> {
  const step = await scanRecords(client, prefix, scanCursor(cursor), SCAN_COUNT);
  const records = step.keys.flatMap((key) => keyOf(key.slice(prefix.length)) ?? []);
  const outcomes = await Promise.all(records.map(async (record) => indexRecord(client, record)));
  return { indexed: outcomes.filter(Boolean).length, cursor: step.cursor };
}
