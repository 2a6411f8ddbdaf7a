import type { ModelMap } from '../codec/models.js';
import type { PoolOption, ReadOptions } from './repository-options.js';

/** Entries of an index that one call to Redis looks at, at most. */
export const MAX_PAGE_SIZE = 500;

/** A record that was found. */
export interface FoundRecord<R> {
  /** What the record is read and written by: a user's id, a row's primary key. */
  readonly id: string;
  /** The record as it was when it was found. */
  readonly record: R;
}

/** Records found in one bounded step. */
export interface RecordPage<R> {
  /** May be fewer than asked for, or none, while there are more. */
  readonly records: ReadonlyArray<FoundRecord<R>>;
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}

/** Options of a read of one page. */
export interface PageOptions<M extends ModelMap | undefined = ModelMap | undefined> extends ReadOptions<M> {
  /** `cursor` of the page before. @default the beginning */
  readonly cursor?: string | undefined;
  /** Records looked at, 1 to 500. @default 100 */
  readonly limit?: number | undefined;
}

/** How records are searched. */
export interface SearchOption {
  /**
   * Searches every record of the kind instead of an index, in steps: it finds records that were written before the
   * index was declared, or by other programs, in no particular order. Its cost grows with the whole database. Not with
   * `readFrom: 'replica'`: each server goes through its keys in an order of its own, so that a search which moves from
   * one to another would miss some.
   * @default false
   */
  readonly scan?: boolean | undefined;
}

/** Options of a search that returns the first records it finds. */
export interface FindOptions<M extends ModelMap | undefined = ModelMap | undefined>
  extends ReadOptions<M>, SearchOption {
  /** Most records returned, 1 to 500. @default 1 */
  readonly limit?: number | undefined;
}

/** Options of a search page by page. */
export interface FindPageOptions<M extends ModelMap | undefined = ModelMap | undefined>
  extends PageOptions<M>, SearchOption {}

/** Options of one step of `reindex`. */
export interface ReindexOptions extends PoolOption {
  /** `cursor` of the step before. @default the beginning */
  readonly cursor?: string | undefined;
}

/** What one step of `reindex` did. */
export interface ReindexStep {
  /** Records that are in their indexes now. */
  readonly indexed: number;
  /** Where the next step begins; null at the end. */
  readonly cursor: string | null;
}
