import type { ModelMap, RecordOf } from '../codec/models.js';
import type { HashRepository } from './hash.repository.js';
import type { PoolOption, ReadOptions, ReadValueOptions, WriteOptions } from './repository-options.js';

/** The methods of {@link HashRepository} bound to one user; see there for what they do and throw. */
export class UserHandle {
  readonly #users: HashRepository;

  constructor(
    users: HashRepository,
    readonly userId: string,
  ) {
    this.#users = users;
  }

  get<const M extends ModelMap | undefined = undefined>(
    options?: ReadOptions<M>,
  ): Promise<RecordOf<M> | null> {
    return this.#users.get(this.userId, options);
  }

  upsert(data: object, options?: WriteOptions): Promise<boolean> {
    return this.#users.upsert(this.userId, data, options);
  }

  set(data: object, options?: WriteOptions): Promise<boolean> {
    return this.#users.set(this.userId, data, options);
  }

  getField(field: string, options?: ReadValueOptions<never>): Promise<unknown>;
  getField<T extends object>(field: string, options: ReadValueOptions<T>): Promise<T | null>;
  getField(field: string, options: ReadValueOptions = {}): Promise<unknown> {
    return this.#users.getField(this.userId, field, options);
  }

  updateField(field: string, value: unknown, options?: WriteOptions): Promise<boolean> {
    return this.#users.updateField(this.userId, field, value, options);
  }

  deleteField(field: string, options?: PoolOption): Promise<boolean> {
    return this.#users.deleteField(this.userId, field, options);
  }

  incrementField(field: string, by?: number, options?: WriteOptions): Promise<number>;
  incrementField(field: string, by: bigint, options?: WriteOptions): Promise<bigint>;
  incrementField(field: string, by: number | bigint = 1, options?: WriteOptions): Promise<number | bigint> {
    return typeof by === 'bigint'
      ? this.#users.incrementField(this.userId, field, by, options)
      : this.#users.incrementField(this.userId, field, by, options);
  }

  appendToList(field: string, value: unknown, options?: WriteOptions): Promise<number> {
    return this.#users.appendToList(this.userId, field, value, options);
  }

  delete(options?: PoolOption): Promise<boolean> {
    return this.#users.delete(this.userId, options);
  }

  exists(options?: PoolOption): Promise<boolean> {
    return this.#users.exists(this.userId, options);
  }

  ttl(options?: PoolOption): Promise<number | 'none' | null> {
    return this.#users.ttl(this.userId, options);
  }

  renewTtl(options?: WriteOptions): Promise<boolean> {
    return this.#users.renewTtl(this.userId, options);
  }
}
