import type { ModelMap, RecordOf } from '../codec/models.js';
import type { HashRepository } from './hash.repository.js';
import type {
  PoolOption,
  ReadOptions,
  ReadSourceOptions,
  ReadValueOptions,
  WriteOptions,
} from './repository-options.js';
import { TenantRepository } from './tenant.repository.js';

/**
 * The methods of {@link HashRepository} for records that belong to named groups: each takes the name of the group
 * before the id. See there for what they do and throw.
 */
export abstract class GroupedRepository extends TenantRepository {
  /** The records of one group. */
  protected abstract group(name: string): HashRepository;

  /** The whole record, or null if there is none. @throws ModelValidationError */
  get<const M extends ModelMap | undefined = undefined>(
    group: string,
    id: string,
    options?: ReadOptions<M>,
  ): Promise<RecordOf<M> | null> {
    return this.group(group).get(id, options);
  }

  /** Writes the named fields; the others stay. @returns true if the record is new */
  upsert(group: string, id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.group(group).upsert(id, data, options);
  }

  /** Replaces the whole record. @returns true if it is new */
  set(group: string, id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.group(group).set(id, data, options);
  }

  /** One field, or null if it or the record does not exist. @throws ModelValidationError */
  getField(group: string, id: string, field: string, options?: ReadValueOptions<never>): Promise<unknown>;
  getField<T extends object>(
    group: string,
    id: string,
    field: string,
    options: ReadValueOptions<T>,
  ): Promise<T | null>;
  getField(group: string, id: string, field: string, options: ReadValueOptions = {}): Promise<unknown> {
    return this.group(group).getField(id, field, options);
  }

  /** Writes one field; the others stay. @returns true if the record is new */
  updateField(
    group: string,
    id: string,
    field: string,
    value: unknown,
    options?: WriteOptions,
  ): Promise<boolean> {
    return this.group(group).updateField(id, field, value, options);
  }

  /** Removes one field. @returns true if it existed */
  deleteField(group: string, id: string, field: string, options?: PoolOption): Promise<boolean> {
    return this.group(group).deleteField(id, field, options);
  }

  /** Adds to a number, exactly for integers. @returns the new value */
  incrementField(
    group: string,
    id: string,
    field: string,
    by?: number,
    options?: WriteOptions,
  ): Promise<number>;
  incrementField(
    group: string,
    id: string,
    field: string,
    by: bigint,
    options?: WriteOptions,
  ): Promise<bigint>;
  incrementField(
    group: string,
    id: string,
    field: string,
    by: number | bigint = 1,
    options?: WriteOptions,
  ): Promise<number | bigint> {
    const records = this.group(group);
    return typeof by === 'bigint'
      ? records.incrementField(id, field, by, options)
      : records.incrementField(id, field, by, options);
  }

  /** Appends to a list. @returns its new length */
  appendToList(
    group: string,
    id: string,
    field: string,
    value: unknown,
    options?: WriteOptions,
  ): Promise<number> {
    return this.group(group).appendToList(id, field, value, options);
  }

  /** Removes the record. @returns true if there was one */
  delete(group: string, id: string, options?: PoolOption): Promise<boolean> {
    return this.group(group).delete(id, options);
  }

  /** Whether there is such a record. */
  exists(group: string, id: string, options?: ReadSourceOptions): Promise<boolean> {
    return this.group(group).exists(id, options);
  }

  /** Seconds until the record expires, `'none'` if never, null if there is none. */
  ttl(group: string, id: string, options?: ReadSourceOptions): Promise<number | 'none' | null> {
    return this.group(group).ttl(id, options);
  }

  /** Renews the expiry. @returns true if there is such a record */
  renewTtl(group: string, id: string, options?: WriteOptions): Promise<boolean> {
    return this.group(group).renewTtl(id, options);
  }
}
