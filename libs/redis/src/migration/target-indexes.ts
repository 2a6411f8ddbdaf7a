import type { RedisClient } from '../connections/pool-clients.js';
import { parseTenantId } from '../context/tenant-id.js';
import type { ParsedKey } from '../keys/parsed-key.js';
import { queueKeys } from '../repositories/batch/queue-keys.js';
import type { IndexDeclarations } from '../repositories/indexes/index-declarations.js';
import { isWrongType } from '../repositories/indexes/read-records.js';
import { indexedKey, type RecordIndexing } from '../repositories/indexes/record-indexing.js';
import { sharedStateIndexing } from '../repositories/shared-state/shared-state-indexing.js';
import { stateIndexing } from '../repositories/state-handlers/state-indexing.js';
import { tableIndexing } from '../repositories/tables/row-indexes.js';
import type { RepositoryRuntime } from '../repositories/tenant-scope.js';
import { userIndexing } from '../repositories/user-indexing.js';
import { batchRegister } from '../scripts/batch-register.script.js';
import { indexRecord } from '../scripts/index-record.script.js';

/** Keeps the target's indexes of copied records: those that its options declare, and those that the source has. */
export class TargetIndexes {
  readonly #runtime: RepositoryRuntime;
  /** Fields that only an index of the source names, by `kind` or `kind:group`. */
  readonly #learned = new Map<string, Set<string>>();

  constructor(runtime: RepositoryRuntime) {
    this.#runtime = runtime;
  }

  /** Takes the field that an index of the source is of. @returns whether that is news */
  learn({ records, names }: Extract<ParsedKey, { readonly kind: 'index' }>): boolean {
    const isOfUsers = records === 'user';
    if (records === 'batch' || names.length !== (isOfUsers ? 1 : 2)) return false;
    const group = isOfUsers ? 'user' : `${records}:${names[0] ?? ''}`;
    const field = names.at(-1) ?? '';
    const fields = this.#learned.get(group) ?? new Set();
    this.#learned.set(group, fields);
    if (fields.has(field) || declaredFields(this.#runtime.indexes, records, names[0] ?? '').includes(field)) {
      return false;
    }
    fields.add(field);
    return true;
  }

  /** Puts what was copied into its indexes; for a queue, into the registry of its service. */
  async update(client: RedisClient, key: string, parsed: ParsedKey): Promise<void> {
    if (parsed.kind === 'batchList' || parsed.kind === 'batchLeases') {
      const { service, entity, action } = parsed;
      const tenant = parseTenantId(parsed.tenant);
      await batchRegister(client, queueKeys(this.#runtime.keys, tenant, service, { entity, action }));
      return;
    }
    const indexing = this.#indexing(parsed);
    if (indexing === undefined || !('tenant' in parsed)) return;
    if (indexing.fields.length === 0 && indexing.recordIndexes.length === 0) return;
    const record = indexedKey(this.#runtime, parseTenantId(parsed.tenant), key, indexing);
    try {
      await indexRecord(client, record);
    } catch (error) {
      // Another program's value under the key of a record is copied, and is no record.
      if (!isWrongType(error)) throw error;
    }
  }

  #indexing(parsed: ParsedKey): RecordIndexing | undefined {
    switch (parsed.kind) {
      case 'user':
        return this.#with(userIndexing(this.#runtime, parseTenantId(parsed.tenant)), 'user');
      case 'state':
        return this.#with(
          stateIndexing(this.#runtime, parseTenantId(parsed.tenant), parsed.handler),
          `state:${parsed.handler}`,
        );
      case 'tableRow':
        return this.#with(
          tableIndexing(this.#runtime, parseTenantId(parsed.tenant), parsed.table, parsed.pk),
          `table:${parsed.table}`,
        );
      case 'sharedState':
        return this.#with(
          sharedStateIndexing(this.#runtime, parseTenantId(parsed.tenant), parsed.state, parsed.userId),
          `sharedState:${parsed.state}`,
        );
      default:
        return undefined;
    }
  }

  #with(indexing: RecordIndexing, group: string): RecordIndexing {
    const learned = this.#learned.get(group);
    if (learned === undefined || learned.size === 0) return indexing;
    return { ...indexing, fields: [...indexing.fields, ...learned] };
  }
}

function declaredFields(indexes: IndexDeclarations, records: string, group: string): readonly string[] {
  switch (records) {
    case 'user':
      return indexes.user;
    case 'state':
      return indexes.handlers;
    case 'sharedState':
      return indexes.sharedState;
    default:
      return indexes.table(group);
  }
}
