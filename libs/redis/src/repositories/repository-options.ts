import type { PoolAlias } from '../common/pool-alias.js';
import type { ModelClass, ModelMap } from '../codec/models.js';
import type { ReadFrom } from './read-from.js';

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

/** Options of every read that a replica may answer. */
export interface ReadSourceOptions extends PoolOption {
  /**
   * `'replica'`: one of the pool's replicas answers, which takes work from the primary. **The answer may be old**: a
   * replica is behind by as long as replication takes, and by any time while it has lost its primary, so that a record
   * you have just written may be missing. Not for anything you then write back. Where no replica can answer the primary
   * does, which counts as `replicaFallbacks` of the pool.
   * @default 'primary'
   */
  readonly readFrom?: ReadFrom | undefined;
}

/** Which fields of a record are instances. */
export interface ModelsOption<M extends ModelMap | undefined = ModelMap | undefined> {
  /** Class of each field that is to be read back as an instance, validated. */
  readonly models?: M;
}

/** What class a value is of. */
export interface ModelOption<T extends object = object> {
  /** Class the value is read back as an instance of, validated. */
  readonly model?: ModelClass<T>;
}

/** Options of a read of a whole record. */
export interface ReadOptions<M extends ModelMap | undefined = ModelMap | undefined>
  extends ReadSourceOptions, ModelsOption<M> {}

/** Options of a read of a single value. */
export interface ReadValueOptions<T extends object = object> extends ReadSourceOptions, ModelOption<T> {}

/** Options of a read of items of a queue. */
export interface ReadItemsOptions<T extends object = object> extends PoolOption, ModelOption<T> {}
