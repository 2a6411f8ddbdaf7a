import type { ReindexOptions, ReindexStep } from '../../libs/redis/src/repositories/search-options.js';

/** Whatever has a `reindex` of bounded steps. */
interface Reindexable {
  reindex(options?: ReindexOptions): Promise<ReindexStep>;
}

/** Runs `reindex` to its end. */
export async function reindexAll(records: Reindexable): Promise<{ indexed: number; steps: number }> {
  let cursor: string | null | undefined;
  let indexed = 0;
  let steps = 0;
  while (cursor !== null) {
    const step = await records.reindex({ cursor });
    indexed += step.indexed;
    steps += 1;
    cursor = step.cursor;
  }
  return { indexed, steps };
}
