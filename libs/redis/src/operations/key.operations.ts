import { isOne } from '../scripts/is-one.js';
import { BaseOperations } from './base.operations.js';
import { expiryMilliseconds, secondsLeft } from './expiry-seconds.js';
import { keyArgument, listArgument } from './operation-arguments.js';
import type { OperationOptions } from './operation-options.js';
import type { RedisKey } from './redis-value.js';

/** Operations on keys of any type. */
export abstract class KeyOperations extends BaseOperations {
  /** Whether the key exists. */
  async exists(key: RedisKey, options?: OperationOptions): Promise<boolean> {
    return this.send({ name: 'exists', key }, options, isOne);
  }

  /**
   * Removes one key or several in one step; the server frees their memory in the background (UNLINK).
   * @returns how many there were
   * @throws CrossSlotError in a cluster, for keys of several slots
   */
  async delete(keys: RedisKey | readonly RedisKey[], options?: OperationOptions): Promise<number> {
    const [key = '', ...others] = listArgument(keys, 'key', keyArgument);
    return this.send({ name: 'delete', command: 'unlink', key, keys: others }, options, Number);
  }

  /**
   * Sets the expiry of a key, whatever it was.
   * @param seconds from now, with fractions to the millisecond; more than 0, at most ten years
   * @returns false if there is no such key
   */
  async expire(key: RedisKey, seconds: number, options?: OperationOptions): Promise<boolean> {
    const args = [expiryMilliseconds(seconds)];
    return this.send({ name: 'expire', command: 'pexpire', key, args }, options, isOne);
  }

  /**
   * Seconds until the key expires, with fractions down to the millisecond; `'none'` if it never does; null if there is
   * no such key.
   */
  async ttl(key: RedisKey, options?: OperationOptions): Promise<number | 'none' | null> {
    return this.send({ name: 'ttl', command: 'pttl', key }, options, secondsLeft);
  }
}
