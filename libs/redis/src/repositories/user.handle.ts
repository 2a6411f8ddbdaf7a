import type { ModelMap, RecordOf } from '../codec/models.js';
import type { HashRepository } from './hash.repository.js';
import type {
  PoolOption,
  ReadOptions,
  ReadSourceOptions,
  ReadValueOptions,
  WriteOptions,
} from './repository-options.js';

/** The methods of {@link HashRepository} bound to one user; see there for what they do and throw. */
export class UserHandle {
  readonly #users: HashRepository;

  constructor(
    users: HashRepository,
    /** The user. */
    readonly userId: string,
  ) {
    this.#users = users;
  }

  /** The user, or null if there is none. */
  get<const M extends ModelMap | undefined = undefined>(
    options?: ReadOptions<M>,
  ): Promise<RecordOf<M> | null> {
    return this.#users.get(this.userId, options);
  }

  /** Writes the named fields; the others stay. @returns true if the user is new */
  upsert(data: object, options?: WriteOptions): Promise<boolean> {
    return this.#users.upsert(this.userId, data, options);
  }

  /** Replaces the whole record. @returns true if the user is new */
  set(data: object, options?: WriteOptions): Promise<boolean> {
    return this.#users.set(this.userId, data, options);
  }

  /** One field, or null if it or the user does not exist. */
  getField(field: string, options?: ReadValueOptions<never>): Promise<unknown>;
  getField<T extends object>(field: string, options: ReadValueOptions<T>): Promise<T | null>;
  getField(field: string, options: ReadValueOptions = {}): Promise<unknown> {
    return this.#users.getField(this.userId, field, options);
  }

  /** Writes one field; the others stay. @returns true if the user is new */
  updateField(field: string, value: unknown, options?: WriteOptions): Promise<boolean> {
    return this.#users.updateField(this.userId, field, value, options);
  }

  /** Removes one field. @returns true if it existed */
  deleteField(field: string, options?: PoolOption): Promise<boolean> {
    return this.#users.deleteField(this.userId, field, options);
  }

  /** Adds to a number, exactly for integers. @returns the new value */
  incrementField(field: string, by?: number, options?: WriteOptions): Promise<number>;
  incrementField(field: string, by: bigint, options?: WriteOptions): Promise<bigint>;
  incrementField(field: string, by: number | bigint = 1, options?: WriteOptions): Promise<number | bigint> {
    return typeof by === 'bigint'
      ? this.#users.incrementField(this.userId, field, by, options)
      : this.#users.incrementField(this.userId, field, by, options);
  }

  /** Appends to a list. @returns its new length */
  appendToList(field: string, value: unknown, options?: WriteOptions): Promise<number> {
    return this.#users.appendToList(this.userId, field, value, options);
  }

  /** Removes the user. @returns true if there was one */
  delete(options?: PoolOption): Promise<boolean> {
    return this.#users.delete(this.userId, options);
  }

  /** Whether there is such a user. */
  exists(options?: ReadSourceOptions): Promise<boolean> {
    return this.#users.exists(this.userId, options);
  }

  /** Seconds until the user expires, 'none' if never, null if there is none. */
  ttl(options?: ReadSourceOptions): Promise<number | 'none' | null> {
    return this.#users.ttl(this.userId, options);
  }

  /** Renews the expiry. @returns true if there is such a user */
  renewTtl(options?: WriteOptions): Promise<boolean> {
    return this.#users.renewTtl(this.userId, options);
  }
}
