import type { TenantId } from '../../common/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { IndexedKind } from '../../keys/key-options.js';
import type { IndexedKey } from '../../scripts/indexed-key.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { IndexesApart } from './indexes-apart.js';

/** An index of records themselves, by part of their key. */
export interface RecordIndex {
  /** Key of the index. */
  readonly key: string;
  /** What the keys of the records in it begin with; entries hold the rest. */
  readonly prefix: string;
  /** The text that this record's entry stands under. */
  readonly text: string;
}

/** How records of a repository are indexed. */
export interface RecordIndexing {
  /** What kind of records they are. */
  readonly kind: IndexedKind;
  /** Name of the group the records belong to, such as a table; undefined if there is none. */
  readonly group: string | undefined;
  /** What the keys of these records begin with; the rest is the id. */
  readonly prefix: string;
  /** Fields that the records can be found by. */
  readonly fields: readonly string[];
  /** Indexes of the records themselves that this record is in. */
  readonly recordIndexes: readonly RecordIndex[];
}

/** Key of the index of a field. */
export function fieldIndexKey(
  keys: KeyFactory,
  tenant: TenantId,
  { kind, group }: RecordIndexing,
  field: string,
): string {
  return group === undefined ? keys.index(tenant, kind, field) : keys.index(tenant, kind, group, field);
}

/** What a script needs to write a record and keep its indexes right. */
export function indexedKey(
  { keys, logger }: Pick<RepositoryRuntime, 'keys' | 'logger'>,
  tenant: TenantId,
  record: string,
  indexing: RecordIndexing,
): IndexedKey {
  if (keys.hashTag === 'entity') {
    const { fields, recordIndexes, prefix } = indexing;
    const apart = new IndexesApart(
      record,
      keys,
      [
        ...fields.map((field) => ({
          key: fieldIndexKey(keys, tenant, indexing, field),
          field,
          text: '',
          prefix,
        })),
        ...recordIndexes.map((index) => ({ ...index, field: undefined })),
      ],
      logger,
    );
    return { keys: [record], indexArguments: [], apart };
  }
  const indexKeys: string[] = [];
  const indexArguments = [record.slice(indexing.prefix.length)];
  for (const field of indexing.fields) {
    indexKeys.push(fieldIndexKey(keys, tenant, indexing, field));
    indexArguments.push(field);
  }
  for (const { key, prefix, text } of indexing.recordIndexes) {
    indexKeys.push(key);
    indexArguments.push(`${text}\0${record.slice(prefix.length)}`);
  }
  return { keys: [record, ...indexKeys], indexArguments };
}
