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

  get<const M extends ModelMap | undefined = undefined>(
    group: string,
    id: string,
    options?: ReadOptions<M>,
  ): Promise<RecordOf<M> | null> {
    return this.group(group).get(id, options);
  }

  upsert(group: string, id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.group(group).upsert(id, data, options);
  }

  set(group: string, id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.group(group).set(id, data, options);
  }

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

  updateField(
    group: string,
    id: string,
    field: string,
    value: unknown,
    options?: WriteOptions,
  ): Promise<boolean> {
    return this.group(group).updateField(id, field, value, options);
  }

  deleteField(group: string, id: string, field: string, options?: PoolOption): Promise<boolean> {
    return this.group(group).deleteField(id, field, options);
  }

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

  appendToList(
    group: string,
    id: string,
    field: string,
    value: unknown,
    options?: WriteOptions,
  ): Promise<number> {
    return this.group(group).appendToList(id, field, value, options);
  }

  delete(group: string, id: string, options?: PoolOption): Promise<boolean> {
    return this.group(group).delete(id, options);
  }

  exists(group: string, id: string, options?: ReadSourceOptions): Promise<boolean> {
    return this.group(group).exists(id, options);
  }

  ttl(group: string, id: string, options?: ReadSourceOptions): Promise<number | 'none' | null> {
    return this.group(group).ttl(id, options);
  }

  renewTtl(group: string, id: string, options?: WriteOptions): Promise<boolean> {
    return this.group(group).renewTtl(id, options);
  }
}
