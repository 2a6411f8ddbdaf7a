import { decodeFields } from '../codec/hash-codec.js';
import type { ModelMap, RecordOf } from '../codec/models.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { TenantId } from '../common/tenant-id.js';
import type { RedisClient } from '../connections/pool-clients.js';
import { keyPartProblem } from '../keys/key-segment.js';
import { HashRepository } from './hash.repository.js';
import { FieldNotIndexedError } from './indexes/index.errors.js';
import { pruneEntries } from './indexes/prune-entries.js';
import { readEntries } from './indexes/read-entries.js';
import { readFields, readHashes, type ReadAt } from './indexes/read-records.js';
import { fieldIndexKey, type RecordIndexing } from './indexes/record-indexing.js';
import { reindexStep } from './indexes/reindex.js';
import { scanStep } from './indexes/scan-step.js';
import { searchValue, type SearchValue } from './indexes/search-value.js';
import { assertLimit, entryCursor } from './page-arguments.js';
import { mayReadFromReplica, readerOf } from './read-from.js';
import { assertFieldName } from './record-fields.js';
import {
  MAX_PAGE_SIZE,
  type FindOptions,
  type FindPageOptions,
  type FoundRecord,
  type RecordPage,
  type ReindexOptions,
  type ReindexStep,
} from './search-options.js';

/** Keys that one step of a scan makes the server look at. */
const SCAN_COUNT = 1_000;

/**
 * Hashes that can be found by the value of a field. Searches use an index that every write keeps right, each hit is
 * verified against its record, and no call looks at more than 500 entries at a time.
 */
export abstract class SearchableRepository extends HashRepository {
  /** Where fields are declared, for messages: `indexes.user`. */
  protected abstract readonly declaration: string;

  protected abstract override indexing(tenant: TenantId, id?: string): RecordIndexing;

  /**
   * Records whose field holds the value, lowest id first: a text, number, bigint, boolean, Date or null.
   * @throws FieldNotIndexedError for a field that is not declared, unless `scan` is set
   * @throws InvalidArgumentError for another kind of value, or a `limit` out of range
   * @throws ModelValidationError
   */
  async findByField<const M extends ModelMap | undefined = undefined>(
    field: string,
    value: unknown,
    options: FindOptions<M> = {},
  ): Promise<Array<FoundRecord<RecordOf<M>>>> {
    const { limit = 1, ...page } = options;
    assertLimit(limit);
    const found: Array<FoundRecord<RecordOf<M>>> = [];
    let examined = 0;
    let cursor: string | null | undefined;
    while (cursor !== null && found.length < limit) {
      // Stale entries make the next step larger.
      const step = Math.min(MAX_PAGE_SIZE, Math.max(limit - found.length, examined));
      const next: RecordPage<RecordOf<M>> = await this.findPageByField(field, value, {
        ...page,
        limit: step,
        cursor,
      });
      found.push(...next.records);
      examined += step;
      cursor = next.cursor;
    }
    return found.slice(0, limit);
  }

  /**
   * Like {@link SearchableRepository.findByField}, one bounded step at a time: a page may hold fewer records than
   * `limit`, and the search is over only when `cursor` is null.
   */
  async findPageByField<const M extends ModelMap | undefined = undefined>(
    field: string,
    value: unknown,
    options: FindPageOptions<M> = {},
  ): Promise<RecordPage<RecordOf<M>>> {
    assertFieldName(field);
    const { limit = 100, pool = this.pool, scan = false, models, readFrom } = options;
    assertLimit(limit);
    if (scan && mayReadFromReplica(readFrom)) {
      throw new InvalidArgumentError('readFrom', "'primary' together with `scan`", "'replica'");
    }
    const tenant = this.tenant();
    const indexing = this.indexing(tenant);
    const wanted = searchValue(this.runtime.codec, field, value);
    const toRecord = (hash: Record<string, string>): RecordOf<M> =>
      decodeFields(this.runtime.codec, hash, models);
    if (!scan && !indexing.fields.includes(field)) {
      throw new FieldNotIndexedError(field, this.declaration, indexing.fields);
    }
    const key = scan ? indexing.prefix : fieldIndexKey(this.runtime.keys, tenant, indexing, field);
    const readAt = readerOf(this.runtime.pools, { pool, readFrom });
    const mayPrune = !mayReadFromReplica(readFrom);
    const { cursor } = options;
    const search = { readAt, mayPrune, indexing, field, wanted, limit, key, cursor, toRecord };
    return this.executeRead<RecordPage<RecordOf<M>>>(
      { operation: 'findByField', pool, key, field },
      async (client) => (scan ? this.#scanPage(client, search) : this.#indexPage(client, search)),
      { records: [], cursor: null },
    );
  }

  /**
   * Puts records into their indexes that were written before these were declared, or by other programs. One bounded
   * step per call; repeat it with the returned cursor until that is null. It may be stopped and resumed at any time.
   */
  async reindex({ cursor, pool = this.pool }: ReindexOptions = {}): Promise<ReindexStep> {
    const tenant = this.tenant();
    const { prefix } = this.indexing(tenant);
    return this.execute({ operation: 'reindex', pool, key: prefix }, async (client) =>
      reindexStep(client, this.runtime.keys, prefix, cursor, (suffix) => {
        const id = this.runtime.keys.idOf(suffix);
        return keyPartProblem(id) === undefined ? this.indexedKey(tenant, id) : undefined;
      }),
    );
  }

  /** First the entries, then the records they name: the values that count are those of the records. */
  async #indexPage<R>(client: RedisClient, search: Search<R>): Promise<RecordPage<R>> {
    const { readAt, indexing, field, wanted, key: index, limit } = search;
    const text = wanted.entryText;
    const from = entryCursor(search.cursor);
    const page = await readAt(index, async (source) => readEntries(source, index, text, from, limit));
    const { records, missed } = await this.#verified(search, page.suffixes);
    // A replica may only be behind.
    if (search.mayPrune) {
      await pruneEntries(client, this.runtime, { index, field, text, prefix: indexing.prefix }, missed);
    }
    return { records, cursor: page.cursor };
  }

  async #scanPage<R>(client: RedisClient, search: Search<R>): Promise<RecordPage<R>> {
    const { prefix } = search.indexing;
    const step = await scanStep(client, this.runtime.keys, prefix, search.cursor, SCAN_COUNT);
    const texts = await readFields(client, step.keys, search.field);
    const suffixes = step.keys
      .filter((_key, at) => search.wanted.isStoredAs(texts[at] ?? undefined))
      .map((key) => this.runtime.keys.suffixOf(key, prefix));
    const { records } = await this.#verified(search, suffixes);
    return { records, cursor: step.cursor };
  }

  async #verified<R>(
    { readAt, indexing, field, wanted, toRecord }: Search<R>,
    suffixes: readonly string[],
  ): Promise<{ readonly records: Array<FoundRecord<R>>; readonly missed: string[] }> {
    const hashes = await readHashes(
      readAt,
      suffixes.map((suffix) => this.runtime.keys.recordKey(indexing.prefix, suffix)),
    );
    const records: Array<FoundRecord<R>> = [];
    const missed: string[] = [];
    suffixes.forEach((suffix, at) => {
      const hash = hashes[at];
      if (hash && wanted.isStoredAs(Object.hasOwn(hash, field) ? hash[field] : undefined)) {
        records.push({ id: this.runtime.keys.idOf(suffix), record: toRecord(hash) });
      } else missed.push(suffix);
    });
    return { records, missed };
  }
}

interface Search<R> {
  readonly readAt: ReadAt;
  /** Whether entries that lead to no record may be removed. */
  readonly mayPrune: boolean;
  readonly indexing: RecordIndexing;
  readonly field: string;
  readonly wanted: SearchValue;
  readonly limit: number;
  /** The index, or what is scanned. */
  readonly key: string;
  readonly cursor: string | undefined;
  readonly toRecord: (hash: Record<string, string>) => R;
}
