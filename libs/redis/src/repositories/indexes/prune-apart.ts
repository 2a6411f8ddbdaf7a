import { indexPut } from '../../scripts/index-put.script.js';
import type { StaleEntry } from '../../scripts/index-prune.script.js';
import type { ScriptClient } from '../../scripts/redis-script.js';
import { entryText } from './entry-text.js';
import { nullIfWrongType } from './read-records.js';

/** Whether a record, which is in another slot than the index, bears out its entry. */
export async function isBorneOut(client: ScriptClient, entry: StaleEntry): Promise<boolean> {
  const { record, field, text } = entry;
  if (field === undefined) return (await client.call('exists', [record])) === 1;
  const stored = await client.call('hget', [record, field]).catch(nullIfWrongType);
  return typeof stored === 'string' && entryText(stored) === text;
}

/**
 * Removes an entry whose record, in another slot, did not bear it out. The record may have been written since: it is
 * looked at again afterwards, and the entry put back. A writer puts its entry again after the write: either the second
 * look sees the write, or the writer's entry comes after the removal.
 * @returns true if the entry is gone
 */
export async function pruneApart(client: ScriptClient, entry: StaleEntry): Promise<boolean> {
  const member = `${entry.text}\0${entry.suffix}`;
  await client.call('zrem', [entry.index, member]);
  const [borneOut, ttlMs] = await Promise.all([
    isBorneOut(client, entry),
    client.call('pttl', [entry.record]),
  ]);
  if (!borneOut || ttlMs === -2) return true;
  await indexPut(client, entry.index, Number(ttlMs), member);
  return false;
}
