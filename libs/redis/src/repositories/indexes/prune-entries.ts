import { messageOf } from '../../common/thrown.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { translateError } from '../../connections/translate-reply.js';
import { indexPrune, type StaleEntry } from '../../scripts/index-prune.script.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { pruneApart } from './prune-apart.js';

/**
 * Removes entries that a reader found stale; each is looked at again by the server. A reader that may not write still
 * gets its answer: what could not be removed is logged.
 */
export async function pruneEntries(
  client: RedisClient,
  entries: readonly StaleEntry[],
  { keys, logger }: Pick<RepositoryRuntime, 'keys' | 'logger'>,
): Promise<void> {
  const prune = keys.hashTag === 'entity' ? pruneApart : indexPrune;
  const outcomes = await Promise.allSettled(entries.map(async (entry) => prune(client, entry)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length === 0) return;
  const key = entries[0]?.index ?? '';
  const first = translateError(failures[0], { operation: 'prune', pool: client.poolAlias, key });
  logger.warn(
    `${failures.length} stale index entries stay in pool "${client.poolAlias}": ` + messageOf(first),
    'Indexes',
  );
}
