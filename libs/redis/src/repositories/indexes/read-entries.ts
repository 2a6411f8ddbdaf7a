import type { RedisClient } from '../../connections/pool-clients.js';

/** Entries of an index that stand under one text, in byte order of their suffixes. */
export interface EntryPage {
  readonly suffixes: readonly string[];
  /** The last suffix, if there may be more. */
  readonly cursor: string | null;
}

/** Reads up to `count` entries under `text`, after the suffix `cursor`. */
export async function readEntries(
  client: RedisClient,
  index: string,
  text: string,
  cursor: string | undefined,
  count: number,
): Promise<EntryPage> {
  const from = cursor === undefined ? `[${text}\0` : `(${text}\0${cursor}`;
  const entries = await client.zrangebylex(index, from, `(${text}\u0001`, 'LIMIT', 0, count);
  const suffixes = entries.map((entry) => entry.slice(text.length + 1));
  return { suffixes, cursor: entries.length < count ? null : (suffixes.at(-1) ?? null) };
}
