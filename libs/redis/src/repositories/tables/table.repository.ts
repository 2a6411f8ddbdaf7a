import type { ModelClass } from '../../codec/models.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { IndexedFields } from '../../config/index-options.js';
import { keyPartProblem } from '../../keys/key-segment.js';
import { hashDelete } from '../../scripts/hash-delete.script.js';
import type { IndexedKey } from '../../scripts/indexed-key.js';
import { GroupedRepository } from '../grouped.repository.js';
import { readEntries } from '../indexes/read-entries.js';
import { reindexStep } from '../indexes/reindex.js';
import type { PoolOption } from '../repository-options.js';
import { MAX_PAGE_SIZE, type ReindexOptions, type ReindexStep } from '../search-options.js';
import type { TenantScope } from '../tenant-scope.js';
import { primaryKeyIndexKey, primaryKeyText, rowKey } from './row-indexes.js';
import { Table } from './table.js';
import { TypedTable } from './typed-table.js';

const POOL: PoolAlias = 'handlers';

/** Options of {@link TableRepository.of}. */
export interface TableOptions {
  /** Fields that rows can be found by, beside those that the row's class marks with `@Indexed()`. */
  readonly indexes?: IndexedFields | undefined;
}

/**
 * Rows of the tenant's tables, by primary key: hashes in pool `handlers`, key `<tenant>:df:<table>:pkid:<pk>`.
 * ```ts
 * await tables.upsert('products', 'p1', { sku: 'W-1', price: 29.99 });
 * const products = tables.of('products', Product, { indexes: ['sku'] }); // rows are instances of Product
 * const [widget] = await products.findByField('sku', 'W-1');
 * await tables.deleteAllByPkid('u1');                                   // from every table
 * ```
 */
export class TableRepository extends GroupedRepository {
  readonly #scope: TenantScope;

  constructor(scope: TenantScope) {
    super(scope);
    this.#scope = scope;
  }

  /**
   * One table: without a class its rows are records, with one they are instances of it. Indexes that are named here
   * hold for every use of the table in this application from now on; `indexes.tables` of the module's options declares
   * them from the start.
   */
  of(table: string, options?: TableOptions): Table;
  of<Row extends object>(table: string, row: ModelClass<Row>, options?: TableOptions): TypedTable<Row>;
  of(
    name: string,
    row: ModelClass | TableOptions = {},
    options: TableOptions = {},
  ): Table | TypedTable<object> {
    const table = this.group(name);
    if (typeof row !== 'function') {
      this.runtime.indexes.declareTable(name, row.indexes ?? []);
      return table;
    }
    this.runtime.indexes.declareTable(name, row, options.indexes ?? []);
    return new TypedTable(table, row);
  }

  /**
   * Removes the rows with this primary key from all tables. Each row goes with its index entries in one step; rows
   * written meanwhile may stay.
   * @returns how many rows were removed
   */
  async deleteAllByPkid(pk: string, { pool = POOL }: PoolOption = {}): Promise<number> {
    const { keys } = this.runtime;
    const tenant = this.tenant();
    const index = primaryKeyIndexKey(keys, tenant);
    const text = primaryKeyText(keys, tenant, pk);
    return this.execute({ operation: 'deleteAllByPkid', pool, key: index }, async (client) => {
      let removed = 0;
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await readEntries(client, index, text, cursor, MAX_PAGE_SIZE);
        const rows = page.suffixes.flatMap((suffix) => this.#rowKey(tenant, suffix) ?? []);
        const outcomes = await Promise.all(rows.map(async (key) => hashDelete(client, key)));
        removed += outcomes.filter(Boolean).length;
        cursor = page.cursor;
      }
      return removed;
    });
  }

  /** See {@link Table.reindex}, for the rows of all tables. */
  async reindex({ cursor, pool = POOL }: ReindexOptions = {}): Promise<ReindexStep> {
    const tenant = this.tenant();
    const prefix = this.runtime.keys.tableRows(tenant);
    return this.execute({ operation: 'reindex', pool, key: prefix }, async (client) =>
      reindexStep(client, this.runtime.keys, prefix, cursor, (suffix) => this.#rowKey(tenant, suffix)),
    );
  }

  protected override group(name: string): Table {
    return new Table(this.#scope, name);
  }

  /** The row behind `<table>:pkid:<pk>`; undefined if that cannot be one. */
  #rowKey(tenant: TenantId, suffix: string): IndexedKey | undefined {
    const { keys } = this.runtime;
    const [table = '', , pk = ''] = suffix.split(':').map((segment) => keys.idOf(segment));
    const isRow = keyPartProblem(table) === undefined && keyPartProblem(pk) === undefined;
    return isRow ? rowKey(this.runtime, tenant, table, pk) : undefined;
  }
}
