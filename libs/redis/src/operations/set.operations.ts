import { ListOperations } from './list.operations.js';
import { listArgument, valueArgument } from './operation-arguments.js';
import type {
  BufferReadOptions,
  OperationOptions,
  ReplyOptions,
  TextReadOptions,
} from './operation-options.js';
import type { RedisBulk, RedisKey, RedisValue } from './redis-value.js';
import { bulkList } from './replies.js';

/** Operations on sets. A key that holds another type makes all of them throw WrongTypeError. */
export abstract class SetOperations extends ListOperations {
  /** Adds one member or several. @returns how many are new */
  async sadd(
    key: RedisKey,
    members: RedisValue | readonly RedisValue[],
    options?: OperationOptions,
  ): Promise<number> {
    const args = listArgument(members, 'members', valueArgument);
    return this.send({ name: 'sadd', key, args }, options, Number);
  }

  /**
   * All members, in no order; none if there is no such key. **The server does nothing else until it has gone through
   * the whole set**, and the answer is as large: for sets whose size you know to be small.
   */
  async smembers(key: RedisKey, options?: TextReadOptions): Promise<string[]>;
  async smembers(key: RedisKey, options: BufferReadOptions): Promise<Buffer[]>;
  async smembers(key: RedisKey, options?: ReplyOptions): Promise<RedisBulk[]> {
    return this.send({ name: 'smembers', key }, options, bulkList);
  }

  /** Removes one member or several; the last one takes the key with it. @returns how many there were */
  async srem(
    key: RedisKey,
    members: RedisValue | readonly RedisValue[],
    options?: OperationOptions,
  ): Promise<number> {
    const args = listArgument(members, 'members', valueArgument);
    return this.send({ name: 'srem', key, args }, options, Number);
  }
}
