import type { PoolAlias } from '../common/pool-alias.js';
import type { ModelClass, ModelMap } from '../codec/models.js';

/** Options of every call. */
export interface PoolOption {
  /** Pool to use instead of the repository's own. */
  readonly pool?: PoolAlias;
}

/** Options of every write. */
export interface WriteOptions extends PoolOption {
  /**
   * Expiry of the record:
   * - seconds (fractions to the millisecond, at most ten years): exactly that, counted from now;
   * - `'keep'`: an existing record's expiry stays as it is, a new record gets the default;
   * - `'none'`: the record never expires.
   *
   * @default the repository's default on a new record; an existing one is renewed to it, unless it lives longer
   * already (a record without expiry keeps none)
   */
  readonly ttlSeconds?: number | 'keep' | 'none';
}

/** Options of a read of a whole record. */
export interface ReadOptions<M extends ModelMap | undefined = ModelMap | undefined> extends PoolOption {
  /** Class of each field that is to be read back as an instance, validated. */
  readonly models?: M;
}

/** Options of a read of a single value. */
export interface ReadValueOptions<T extends object = object> extends PoolOption {
  /** Class the value is read back as an instance of, validated. */
  readonly model?: ModelClass<T>;
}
