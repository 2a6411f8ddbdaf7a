import { UnsupportedValueError } from '../codec/codec.errors.js';
import { decodeFields, decodeValue } from '../codec/hash-codec.js';
import type { TenantId } from '../common/tenant-id.js';
import type { ModelMap, RecordOf } from '../codec/models.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { RedisClient } from '../connections/pool-clients.js';
import { hashAppend } from '../scripts/hash-append.script.js';
import { hashDelete } from '../scripts/hash-delete.script.js';
import { hashDeleteField } from '../scripts/hash-delete-field.script.js';
import { hashIncrement, hashIncrementBigint } from '../scripts/hash-increment.script.js';
import { hashMerge } from '../scripts/hash-merge.script.js';
import { hashReplace } from '../scripts/hash-replace.script.js';
import { hashUpsert } from '../scripts/hash-upsert.script.js';
import type { IndexedKey } from '../scripts/indexed-key.js';
import { indexedKey, type RecordIndexing } from './indexes/record-indexing.js';
import { incrementAmount } from './increment-amount.js';
import { assertFieldName, recordFields } from './record-fields.js';
import { RecordRepository } from './record.repository.js';
import type {
  ModelsOption,
  PoolOption,
  ReadOptions,
  ReadValueOptions,
  WriteOptions,
} from './repository-options.js';

/**
 * Records that are hashes: an object's properties are the fields. Every method is one round trip, every write is
 * atomic and follows the TTL rule of {@link WriteOptions}.
 *
 * All methods throw `MissingTenantError`, `InvalidKeyPartError` (the id), `InvalidArgumentError` (a field's name,
 * `ttlSeconds`), `WrongTypeError`, `CommandRefusedError` and the errors of an unreachable pool.
 */
export abstract class HashRepository extends RecordRepository {
  /**
   * The whole record, or null if there is none.
   * @throws ModelValidationError naming the fields that do not satisfy their model
   */
  get<const M extends ModelMap | undefined = undefined>(
    id: string,
    options?: ReadOptions<M>,
  ): Promise<RecordOf<M> | null> {
    return this.read('get', id, options, null, hgetall, (hash) =>
      Object.keys(hash).length === 0 ? null : decodeFields(this.runtime.codec, hash, options?.models),
    );
  }

  /**
   * Writes the named fields; the others stay, and so does a field given as `undefined`. Without any field nothing
   * changes.
   * @returns true if the record is new
   * @throws UnsupportedValueError naming the field that cannot be stored
   */
  upsert(id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.write('upsert', id, options, (client, record, ttl) => {
      const fields = recordFields(this.runtime.codec, data);
      return fields.length > 0 && hashUpsert(client, record, ttl, fields);
    });
  }

  /**
   * Replaces the whole record: fields that are not named are gone.
   * @returns true if the record is new
   * @throws InvalidArgumentError for no field at all: use `delete`
   * @throws UnsupportedValueError naming the field that cannot be stored
   */
  set(id: string, data: object, options?: WriteOptions): Promise<boolean> {
    return this.write('set', id, options, (client, record, ttl) => {
      const fields = recordFields(this.runtime.codec, data);
      if (fields.length === 0) throw new InvalidArgumentError('data', 'at least one field', 'none');
      return hashReplace(client, record, ttl, fields);
    });
  }

  /**
   * One field's value, or null if it or the record does not exist.
   * @throws ModelValidationError
   */
  getField(id: string, field: string, options?: ReadValueOptions<never>): Promise<unknown>;
  getField<T extends object>(id: string, field: string, options: ReadValueOptions<T>): Promise<T | null>;
  getField(id: string, field: string, options?: ReadValueOptions): Promise<unknown> {
    const hget = (client: RedisClient, key: string): Promise<string | null> => {
      assertFieldName(field);
      return client.hget(key, field);
    };
    return this.read<string | null, unknown>('getField', id, options, null, hget, (text) =>
      text === null ? null : decodeValue(this.runtime.codec, text, field, options?.model),
    );
  }

  /**
   * Writes one field; the others stay.
   * @returns true if the record is new
   * @throws UnsupportedValueError also for `undefined`
   */
  updateField(id: string, field: string, value: unknown, options?: WriteOptions): Promise<boolean> {
    return this.write(
      'updateField',
      id,
      options,
      (client, record, ttl) => {
        assertFieldName(field);
        return hashUpsert(client, record, ttl, [field, this.runtime.codec.encode(value, field)]);
      },
      field,
    );
  }

  /** Removes a record. @returns true if there was one */
  override delete(id: string, options?: PoolOption): Promise<boolean> {
    return this.write('delete', id, options, hashDelete);
  }

  /** Removes a field; the last one takes the record with it. The expiry stays. @returns true if the field existed */
  deleteField(id: string, field: string, options?: PoolOption): Promise<boolean> {
    return this.write(
      'deleteField',
      id,
      options,
      (client, record) => {
        assertFieldName(field);
        return hashDeleteField(client, record, field);
      },
      field,
    );
  }

  /**
   * Adds to a numeric field and returns its new value; a missing field counts as 0. Integers are exact: within 2^53
   * for a number, within 64 bits for a bigint. A number with a fraction, or added to one, is counted in floating
   * point, to 17 decimals.
   * @throws FieldTypeError if the field holds something else; for a bigint, anything but an integer
   * @throws NumberRangeError if the value is or would be beyond those limits
   */
  incrementField(id: string, field: string, by?: number, options?: WriteOptions): Promise<number>;
  incrementField(id: string, field: string, by: bigint, options?: WriteOptions): Promise<bigint>;
  incrementField(
    id: string,
    field: string,
    by: number | bigint = 1,
    options?: WriteOptions,
  ): Promise<number | bigint> {
    return this.write<number | bigint>(
      'incrementField',
      id,
      options,
      (client, record, ttl): Promise<number | bigint> => {
        assertFieldName(field);
        const amount = incrementAmount(by);
        return typeof by === 'bigint'
          ? hashIncrementBigint(client, record, ttl, field, amount)
          : hashIncrement(client, record, ttl, field, amount);
      },
      field,
    );
  }

  /**
   * Appends a value to the list in a field, however many others append at the same time; a missing field becomes a
   * list.
   * @returns the list's new length
   * @throws FieldTypeError if the field holds something else: it is never overwritten
   * @throws UnsupportedValueError also for `undefined`
   */
  appendToList(id: string, field: string, value: unknown, options?: WriteOptions): Promise<number> {
    return this.write(
      'appendToList',
      id,
      options,
      (client, record, ttl) => {
        assertFieldName(field);
        // Inside a list the codec would make it null, as JSON does.
        if (value === undefined) throw new UnsupportedValueError(field, 'undefined has no stored form');
        const list = this.runtime.codec.encode([value], field);
        return hashAppend(client, record, ttl, field, list.slice(1, -1));
      },
      field,
    );
  }

  /** Writes the named fields and returns the whole record as it is then, in one step; without a field it only reads. */
  protected mergeFields<const M extends ModelMap | undefined = undefined>(
    id: string,
    data: object,
    options?: WriteOptions & ModelsOption<M>,
  ): Promise<RecordOf<M>> {
    return this.write('merge', id, options, async (client, record, ttl) => {
      const fields = recordFields(this.runtime.codec, data);
      return decodeFields(this.runtime.codec, await hashMerge(client, record, ttl, fields), options?.models);
    });
  }

  /**
   * How a record is indexed; undefined for not at all, which is the default.
   * @throws InvalidKeyPartError
   */
  protected indexing(_tenant: TenantId, _id: string): RecordIndexing | undefined {
    return undefined;
  }

  protected override indexedKey(tenant: TenantId, id: string): IndexedKey {
    const indexing = this.indexing(tenant, id);
    return indexing === undefined || (indexing.fields.length === 0 && indexing.recordIndexes.length === 0)
      ? super.indexedKey(tenant, id)
      : indexedKey(this.runtime, tenant, this.keyOf(tenant, id), indexing);
  }
}

function hgetall(client: RedisClient, key: string): Promise<Record<string, string>> {
  return client.hgetall(key);
}
