import type {
  FoundRecord,
  PageOptions,
  RecordPage,
  ReindexOptions,
  ReindexStep,
} from '../../libs/redis/src/repositories/search-options.js';

/** Follows the cursors of a listing to its end. */
export async function everyPage<R>(
  page: (options: Pick<PageOptions, 'cursor'>) => Promise<RecordPage<R>>,
): Promise<Array<FoundRecord<R>>> {
  const found: Array<FoundRecord<R>> = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const next: RecordPage<R> = await page({ cursor });
    found.push(...next.records);
    assertMoves(cursor, next.cursor);
    cursor = next.cursor;
  }
  return found;
}

/** What {@link reindexAll} did. */
export interface Reindexed {
  /** Records that were indexed, some maybe twice. */
  readonly indexed: number;
  readonly steps: number;
}

/** Follows the cursors of `reindex` to its end. */
export async function reindexAll(
  reindex: (options: Pick<ReindexOptions, 'cursor'>) => Promise<ReindexStep>,
): Promise<Reindexed> {
  let [indexed, steps] = [0, 0];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const step: ReindexStep = await reindex({ cursor });
    indexed += step.indexed;
    steps += 1;
    assertMoves(cursor, step.cursor);
    cursor = step.cursor;
  }
  return { indexed, steps };
}

/** A listing that stands still would keep a test running for ever. */
function assertMoves(before: string | null | undefined, after: string | null): void {
  if (after !== null && after === before) throw new Error(`The cursor stays at ${JSON.stringify(after)}`);
}
