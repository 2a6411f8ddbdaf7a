import { messageOf } from '../../common/thrown.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { translateError } from '../../connections/translate-reply.js';
import { indexPrune, type StaleEntry } from '../../scripts/index-prune.script.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { pruneApart } from './prune-apart.js';

/** Entries of one index that stand under one text. */
export interface EntriesUnderText extends Pick<StaleEntry, 'index' | 'field' | 'text'> {
  /** What the keys of the records begin with. */
  readonly prefix: string;
}

/**
 * Removes entries that a reader found stale; each is looked at again by the server. A reader that may not write still
 * gets its answer: what could not be removed is logged.
 * @param suffixes of the stale ones among the entries
 */
export async function pruneEntries(
  client: RedisClient,
  { keys, logger }: Pick<RepositoryRuntime, 'keys' | 'logger'>,
  { index, field, text, prefix }: EntriesUnderText,
  suffixes: readonly string[],
): Promise<void> {
  const prune = keys.hashTag === 'entity' ? pruneApart : indexPrune;
  const outcomes = await Promise.allSettled(
    suffixes.map(async (suffix) =>
      prune(client, { record: keys.recordKey(prefix, suffix), index, field, text, suffix }),
    ),
  );
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length === 0) return;
  const first = translateError(failures[0], { operation: 'prune', pool: client.poolAlias, key: index });
  logger.warn(
    `${failures.length} stale index entries stay in pool "${client.poolAlias}": ` + messageOf(first),
    'Indexes',
  );
}
