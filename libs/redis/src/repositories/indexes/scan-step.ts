import type { RedisClient } from '../../connections/pool-clients.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import { scanRecords, type ScanStep } from '../../scripts/scan-records.script.js';
import { scanCursor } from '../page-arguments.js';
import { scanSpread } from './scan-spread.js';

/**
 * One step of a scan for the hashes whose keys begin with `prefix`, wherever the hash tag has put them.
 * @param cursor of the step before; undefined to begin
 * @param count about how many keys the server looks at
 * @throws InvalidArgumentError for a cursor that is none
 */
export function scanStep(
  client: RedisClient,
  { hashTag }: KeyFactory,
  prefix: string,
  cursor: string | undefined,
  count: number,
): Promise<ScanStep> {
  return hashTag === 'entity'
    ? scanSpread(client, prefix, cursor, count)
    : scanRecords(client, prefix, scanCursor(cursor), count);
}
