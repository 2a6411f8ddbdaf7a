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

/** Follows the cursors of `reindex` to its end. @returns records that were indexed, some maybe twice */
export async function reindexAll(
  reindex: (options: Pick<ReindexOptions, 'cursor'>) => Promise<ReindexStep>,
): Promise<number> {
  let indexed = 0;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const step: ReindexStep = await reindex({ cursor });
    indexed += step.indexed;
    assertMoves(cursor, step.cursor);
    cursor = step.cursor;
  }
  return indexed;
}

/** A listing that stands still would keep a test running for ever. */
function assertMoves(before: string | null | undefined, after: string | null): void {
  if (after !== null && after === before) throw new Error(`The cursor stays at ${JSON.stringify(after)}`);
}
