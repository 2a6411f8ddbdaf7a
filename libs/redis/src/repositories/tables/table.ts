import { decodeFields } from '../../codec/hash-codec.js';
import type { ModelMap, RecordOf } from '../../codec/models.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { DefaultTtl } from '../../config/ttl-options.js';
import { pruneEntries } from '../indexes/prune-entries.js';
import { readEntries } from '../indexes/read-entries.js';
import { readHashes } from '../indexes/read-records.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import { assertLimit, entryCursor } from '../page-arguments.js';
import { mayReadFromReplica, readerOf } from '../read-from.js';
import type { PageOptions, RecordPage } from '../search-options.js';
import { SearchableRepository } from '../searchable.repository.js';
import type { TenantScope } from '../tenant-scope.js';
import { rowListKey, tableIndexing } from './row-indexes.js';

/** The rows of one table, by primary key. */
export class Table extends SearchableRepository {
  protected override readonly pool: PoolAlias = 'handlers';
  protected override readonly declaration: string;

  constructor(
    scope: TenantScope,
    /** Name of the table. */
    readonly name: string,
  ) {
    super(scope);
    this.declaration = `indexes.tables[${JSON.stringify(name.slice(0, 64))}] or tables.of(name, { indexes })`;
  }

  /**
   * Rows in the order of their keys, a page at a time.
   * @throws InvalidArgumentError for a `limit` out of range
   * @throws ModelValidationError
   */
  async list<const M extends ModelMap | undefined = undefined>(
    options: PageOptions<M> = {},
  ): Promise<RecordPage<RecordOf<M>>> {
    const { limit = 100, pool = this.pool, cursor, models, readFrom } = options;
    assertLimit(limit);
    const tenant = this.tenant();
    const { keys, codec } = this.runtime;
    const prefix = keys.tableRows(tenant, this.name);
    const index = rowListKey(keys, tenant, this.name);
    return this.executeRead<RecordPage<RecordOf<M>>>(
      { operation: 'list', pool, key: index },
      async (client) => {
        const readAt = readerOf(this.runtime.pools, { pool, readFrom });
        const from = entryCursor(cursor);
        const page = await readAt(index, async (source) => readEntries(source, index, '', from, limit));
        const rows = page.suffixes.map((suffix) => keys.recordKey(prefix, suffix));
        const hashes = await readHashes(readAt, rows);
        const stale = page.suffixes.filter((_suffix, at) => hashes[at] === null);
        // A replica may only be behind.
        if (!mayReadFromReplica(readFrom)) {
          await pruneEntries(client, this.runtime, { index, field: undefined, text: '', prefix }, stale);
        }
        const records = page.suffixes.flatMap((suffix, at) => {
          const hash = hashes[at];
          return hash ? [{ id: keys.idOf(suffix), record: decodeFields(codec, hash, models) }] : [];
        });
        return { records, cursor: page.cursor };
      },
      { records: [], cursor: null },
    );
  }

  protected override keyOf(tenant: TenantId, pk: string): string {
    return this.runtime.keys.tableRow(tenant, this.name, pk);
  }

  protected override indexing(tenant: TenantId, pk?: string): RecordIndexing {
    return tableIndexing(this.runtime, tenant, this.name, pk);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).tables;
  }
}
