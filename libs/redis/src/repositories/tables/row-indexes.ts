import type { TenantId } from '../../common/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { IndexedKey } from '../../scripts/indexed-key.js';
import { entryTextOfSegment } from '../indexes/entry-text.js';
import { indexedKey, type RecordIndex, type RecordIndexing } from '../indexes/record-indexing.js';
import type { RepositoryRuntime } from '../tenant-scope.js';

/** Index of the rows of one table. */
export function rowListKey(keys: KeyFactory, tenant: TenantId, table: string): string {
  return keys.index(tenant, 'table', table);
}

/** Index of the rows of all tables, by primary key. */
export function primaryKeyIndexKey(keys: KeyFactory, tenant: TenantId): string {
  return keys.index(tenant, 'table');
}

/** How rows of a table are indexed; of one row, if its key is given, also in which indexes of rows it is. */
export function tableIndexing(
  { keys, indexes }: RepositoryRuntime,
  tenant: TenantId,
  table: string,
  pk?: string,
): RecordIndexing {
  return {
    kind: 'table',
    group: table,
    prefix: keys.tableRows(tenant, table),
    fields: indexes.table(table),
    recordIndexes: pk === undefined ? [] : rowIndexes(keys, tenant, table, pk),
  };
}

/** What a script needs to write a row and keep all its indexes right. */
export function rowKey(runtime: RepositoryRuntime, tenant: TenantId, table: string, pk: string): IndexedKey {
  const { keys } = runtime;
  const indexing = tableIndexing(runtime, tenant, table, pk);
  return indexedKey(runtime, tenant, keys.tableRow(tenant, table, pk), indexing);
}

/** The text that rows with this primary key stand under in {@link primaryKeyIndexKey}. */
export function primaryKeyText(keys: KeyFactory, tenant: TenantId, pk: string): string {
  const anyTable = 'any';
  return entryTextOfSegment(
    keys.suffixOf(keys.tableRow(tenant, anyTable, pk), keys.tableRows(tenant, anyTable)),
  );
}

/** Every row is in two indexes: that of its table, and that of all tables by primary key. */
function rowIndexes(keys: KeyFactory, tenant: TenantId, table: string, pk: string): RecordIndex[] {
  return [
    { key: rowListKey(keys, tenant, table), prefix: keys.tableRows(tenant, table), text: '' },
    {
      key: primaryKeyIndexKey(keys, tenant),
      prefix: keys.tableRows(tenant),
      text: primaryKeyText(keys, tenant, pk),
    },
  ];
}
