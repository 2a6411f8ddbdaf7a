import { HashOperations } from './hash.operations.js';
import { integerArgument, listArgument, valueArgument } from './operation-arguments.js';
import type {
  BufferReadOptions,
  CountOption,
  OperationOptions,
  ReplyOptions,
  TextReadOptions,
  WithoutCount,
} from './operation-options.js';
import type { RedisBulk, RedisKey, RedisValue } from './redis-value.js';
import { bulkList, bulkOrNull, nothing } from './replies.js';

/** Operations on lists. A key that holds another type makes all of them throw WrongTypeError. */
export abstract class ListOperations extends HashOperations {
  /** Appends one value or several, in their order. @returns the new length */
  async rpush(
    key: RedisKey,
    values: RedisValue | readonly RedisValue[],
    options?: OperationOptions,
  ): Promise<number> {
    const args = listArgument(values, 'values', valueArgument);
    return this.send({ name: 'rpush', key, args }, options, Number);
  }

  /**
   * Takes the first element off a list; null if there is none. With `count` it takes up to that many, in their order;
   * an empty list if there is none. Needs Redis 6.2 for `count`.
   */
  async lpop(key: RedisKey, options: TextReadOptions & CountOption): Promise<string[]>;
  async lpop(key: RedisKey, options: BufferReadOptions & CountOption): Promise<Buffer[]>;
  async lpop(key: RedisKey, options: BufferReadOptions & WithoutCount): Promise<Buffer | null>;
  async lpop(key: RedisKey, options?: TextReadOptions & WithoutCount): Promise<string | null>;
  async lpop(
    key: RedisKey,
    options?: ReplyOptions & (CountOption | WithoutCount),
  ): Promise<RedisBulk | RedisBulk[] | null> {
    const count = options?.count;
    if (count === undefined) return this.send({ name: 'lpop', key }, options, bulkOrNull);
    const args = [integerArgument(count, 'count', 1, Number.MAX_SAFE_INTEGER)];
    return this.send({ name: 'lpop', key, args }, options, bulkList);
  }

  /**
   * Elements of a list from index `start` to index `end`, both included, from 0; negative ones count from the end
   * (-1 is the last).
   */
  async lrange(key: RedisKey, start: number, end: number, options?: TextReadOptions): Promise<string[]>;
  async lrange(key: RedisKey, start: number, end: number, options: BufferReadOptions): Promise<Buffer[]>;
  async lrange(key: RedisKey, start: number, end: number, options?: ReplyOptions): Promise<RedisBulk[]> {
    return this.send({ name: 'lrange', key, args: rangeArguments(start, end) }, options, bulkList);
  }

  /** Keeps the elements from index `start` to index `end`, as in `lrange`, and removes the others. */
  async ltrim(key: RedisKey, start: number, end: number, options?: OperationOptions): Promise<void> {
    return this.send({ name: 'ltrim', key, args: rangeArguments(start, end) }, options, nothing);
  }

  /** Number of elements; 0 if there is no such key. */
  async llen(key: RedisKey, options?: OperationOptions): Promise<number> {
    return this.send({ name: 'llen', key }, options, Number);
  }
}

function rangeArguments(start: number, end: number): string[] {
  return [
    integerArgument(start, 'start', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    integerArgument(end, 'end', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  ];
}
