import { isOne } from '../scripts/is-one.js';
import { opsHashIncrement, opsHashIncrementBigint } from '../scripts/ops-hash-increment.script.js';
import { replyKind, type Operation } from './base.operations.js';
import { fieldArguments, type ManyFields, type OneField } from './hash-field-arguments.js';
import { fieldArgument, incrementArgument, listArgument } from './operation-arguments.js';
import type {
  BufferReadOptions,
  OperationOptions,
  ReplyOptions,
  TextReadOptions,
} from './operation-options.js';
import type { RedisBulk, RedisKey } from './redis-value.js';
import { bulkOrNull, bulkPairs } from './replies.js';
import { StringOperations } from './string.operations.js';

/** For an increment that leaves the expiry of its hash alone. */
const EXPIRY_STAYS = -1;

/** Operations on hashes. A key that holds another type makes all of them throw WrongTypeError. */
export abstract class HashOperations extends StringOperations {
  /** Sets one field, or every field of an object or Map; the others stay. @returns how many of them are new */
  async hset(key: RedisKey, ...field: OneField): Promise<number>;
  async hset(key: RedisKey, ...fields: ManyFields): Promise<number>;
  async hset(key: RedisKey, ...given: OneField | ManyFields): Promise<number> {
    const { options, ...fields } = fieldArguments(given);
    return this.send({ name: 'hset', key, ...fields }, options, Number);
  }

  /** The value of a field, or null if there is none. */
  async hget(key: RedisKey, field: RedisKey, options?: TextReadOptions): Promise<string | null>;
  async hget(key: RedisKey, field: RedisKey, options: BufferReadOptions): Promise<Buffer | null>;
  async hget(key: RedisKey, field: RedisKey, options?: ReplyOptions): Promise<RedisBulk | null> {
    return this.send({ name: 'hget', key, field, args: [fieldArgument(field)] }, options, bulkOrNull);
  }

  /**
   * All fields of a hash; none if there is no such key. As Buffers they are pairs of name and value, because an object
   * cannot have bytes as names: `new Map(pairs)` is what `hset` takes.
   *
   * The server works, and the answer grows, with the number of fields.
   */
  async hgetall(key: RedisKey, options?: TextReadOptions): Promise<Record<string, string>>;
  async hgetall(key: RedisKey, options: BufferReadOptions): Promise<[field: Buffer, value: Buffer][]>;
  async hgetall(
    key: RedisKey,
    options?: ReplyOptions,
  ): Promise<Record<string, RedisBulk> | [RedisBulk, RedisBulk][]> {
    // In capitals ioredis leaves the reply as it is, instead of making names of bytes into names of an object.
    const operation: Operation = { name: 'hgetall', command: 'HGETALL', key };
    return replyKind(options) === 'buffer'
      ? this.send(operation, options, bulkPairs)
      : this.send(operation, options, (reply) => Object.fromEntries(bulkPairs(reply)));
  }

  /** Whether a field exists. */
  async hexists(key: RedisKey, field: RedisKey, options?: OperationOptions): Promise<boolean> {
    return this.send({ name: 'hexists', key, field, args: [fieldArgument(field)] }, options, isOne);
  }

  /** Removes one field or several; the last one takes the key with it. @returns how many there were */
  async hdel(
    key: RedisKey,
    fields: RedisKey | readonly RedisKey[],
    options?: OperationOptions,
  ): Promise<number> {
    const args = listArgument(fields, 'fields', fieldArgument);
    return this.send({ name: 'hdel', key, args }, options, Number);
  }

  /**
   * Adds an integer to a field, which counts as 0 if it is missing; the expiry stays. The result is exact: within 2^53
   * for a number, within 64 bits for a bigint.
   * @param by an integer within 2^53, or a bigint of 64 bits; 1 by default
   * @returns the new value
   * @throws FieldTypeError if the field holds anything but an integer
   * @throws NumberRangeError if the value is or would be beyond those limits; nothing is changed
   */
  async hincrby(key: RedisKey, field: RedisKey, by?: number, options?: OperationOptions): Promise<number>;
  async hincrby(key: RedisKey, field: RedisKey, by: bigint, options?: OperationOptions): Promise<bigint>;
  async hincrby(
    key: RedisKey,
    field: RedisKey,
    by: number | bigint = 1,
    options?: OperationOptions,
  ): Promise<number | bigint> {
    return this.increment({ name: 'hincrby', key, field }, by, EXPIRY_STAYS, options);
  }

  /** HINCRBY would answer with a rounded number beyond 2^53, after counting: the script refuses before. */
  protected async increment(
    operation: { readonly name: string; readonly key: RedisKey; readonly field: RedisKey },
    by: number | bigint,
    milliseconds: number,
    options: OperationOptions | undefined,
  ): Promise<number | bigint> {
    const { key, field } = operation;
    const increment = { key, field: fieldArgument(field), amount: incrementArgument(by), milliseconds };
    return this.execute<number | bigint>(operation, options, async (client) =>
      typeof by === 'bigint'
        ? opsHashIncrementBigint(client, increment)
        : opsHashIncrement(client, increment),
    );
  }
}
