import { expiryMilliseconds } from './expiry-seconds.js';
import { KeyOperations } from './key.operations.js';
import { valueArgument } from './operation-arguments.js';
import type {
  BufferReadOptions,
  OperationOptions,
  ReplyOptions,
  TextReadOptions,
} from './operation-options.js';
import type { RedisBulk, RedisKey, RedisValue } from './redis-value.js';
import { bulkOrNull, nothing } from './replies.js';

/** Operations on strings. */
export abstract class StringOperations extends KeyOperations {
  /** Sets the value of a key. Like SET it replaces a key of any type, and removes its expiry. */
  async set(key: RedisKey, value: RedisValue, options?: OperationOptions): Promise<void> {
    return this.send({ name: 'set', key, args: [valueArgument(value)] }, options, nothing);
  }

  /**
   * Sets the value of a key and its expiry. It replaces a key of any type.
   * @param seconds from now, with fractions to the millisecond; more than 0, at most ten years
   */
  async setex(key: RedisKey, seconds: number, value: RedisValue, options?: OperationOptions): Promise<void> {
    // SETEX takes whole seconds only.
    const args = [valueArgument(value), 'PX', expiryMilliseconds(seconds)];
    return this.send({ name: 'setex', command: 'set', key, args }, options, nothing);
  }

  /**
   * The value of a key, or null if there is no such key.
   * @throws WrongTypeError if it is no string
   */
  async get(key: RedisKey, options?: TextReadOptions): Promise<string | null>;
  async get(key: RedisKey, options: BufferReadOptions): Promise<Buffer | null>;
  async get(key: RedisKey, options?: ReplyOptions): Promise<RedisBulk | null> {
    return this.send({ name: 'get', key }, options, bulkOrNull);
  }
}
