import type { RedisClient } from '../connections/pool-clients.js';
import { escapeGlob } from '../keys/glob.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('scan-records', 1, LUA_SOURCES.scanRecords, stepOf);

/** Keys found in one step of a scan, and where the next step goes on. */
export interface ScanStep {
  readonly keys: readonly string[];
  /** Null at the end. */
  readonly cursor: string | null;
}

/**
 * One step of a scan for the hashes whose keys begin with `prefix`. A hash that is there from the first step to the
 * last is found at least once.
 * @param cursor of the step before, `'0'` to begin
 * @param count about how many keys the server looks at, whosever they are
 * @param node a key: in a cluster the master is asked that has it
 */
export function scanRecords(
  client: RedisClient,
  prefix: string,
  cursor: string,
  count: number,
  node: string = prefix,
): Promise<ScanStep> {
  return script.run(client, [node], [cursor, `${escapeGlob(prefix)}*`, count]);
}

function stepOf(reply: unknown): ScanStep {
  const [cursor, keys]: [string, string[]] = Array.isArray(reply) ? [reply[0], reply[1]] : ['0', []];
  return { keys, cursor: cursor === '0' ? null : cursor };
}
