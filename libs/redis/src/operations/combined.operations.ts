import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { isReplyError } from '../connections/driver-errors.js';
import { opsHashSet } from '../scripts/ops-hash-set.script.js';
import { opsPushAndAdd } from '../scripts/ops-push-and-add.script.js';
import { poolOf, typedError } from './base.operations.js';
import { expiryMilliseconds } from './expiry-seconds.js';
import { fieldsArgument, keyArgument, listArgument, valueArgument } from './operation-arguments.js';
import type { OperationOptions } from './operation-options.js';
import type { RedisFields, RedisKey, RedisValue } from './redis-value.js';
import { SetOperations } from './set.operations.js';

/** What `RedisOperations.rpushAndSadd` did. */
export interface PushAndAddCounts {
  /** New length of the list. */
  readonly length: number;
  /** How many of the members were not in the set before. */
  readonly added: number;
}

/**
 * Several commands in one step: no other command runs in between, and where one would fail none is carried out. Each
 * is one Lua script.
 */
export abstract class CombinedOperations extends SetOperations {
  /**
   * Sets fields of a hash and its expiry, whatever that was.
   * @param seconds from now, with fractions to the millisecond; more than 0, at most ten years
   * @returns how many of the fields are new
   * @throws WrongTypeError
   */
  async hsetWithExpire(
    key: RedisKey,
    fields: RedisFields,
    seconds: number,
    options?: OperationOptions,
  ): Promise<number> {
    const args = fieldsArgument(fields);
    const milliseconds = expiryMilliseconds(seconds);
    return this.execute({ name: 'hsetWithExpire', key }, options, async (client) =>
      opsHashSet(client, key, milliseconds, args),
    );
  }

  /**
   * Adds an integer to a field as `hincrby` does, and sets the expiry of the hash, whatever that was. If the increment
   * fails the expiry stays as it is.
   * @param by an integer within 2^53, or a bigint of 64 bits
   * @param seconds from now, with fractions to the millisecond; more than 0, at most ten years
   * @returns the new value, exact
   * @throws FieldTypeError | NumberRangeError | WrongTypeError
   */
  async hincrbyWithExpire(
    key: RedisKey,
    field: RedisKey,
    by: number,
    seconds: number,
    options?: OperationOptions,
  ): Promise<number>;
  async hincrbyWithExpire(
    key: RedisKey,
    field: RedisKey,
    by: bigint,
    seconds: number,
    options?: OperationOptions,
  ): Promise<bigint>;
  async hincrbyWithExpire(
    key: RedisKey,
    field: RedisKey,
    by: number | bigint,
    seconds: number,
    options?: OperationOptions,
  ): Promise<number | bigint> {
    const operation = { name: 'hincrbyWithExpire', key, field };
    return this.increment(operation, by, expiryMilliseconds(seconds), options);
  }

  /**
   * Appends values to a list and adds members to a set.
   * @throws WrongTypeError naming the key that holds another type; nothing is written
   * @throws CrossSlotError in a cluster, for keys of two slots; nothing is written
   * @throws InvalidArgumentError also if both keys are the same
   */
  async rpushAndSadd(
    list: RedisKey,
    values: RedisValue | readonly RedisValue[],
    set: RedisKey,
    members: RedisValue | readonly RedisValue[],
    options?: OperationOptions,
  ): Promise<PushAndAddCounts> {
    keyArgument(list, 'list');
    keyArgument(set, 'set');
    if (Buffer.from(list).equals(Buffer.from(set))) {
      throw new InvalidArgumentError('set', 'another key than that of the list', 'the same');
    }
    const pushed = listArgument(values, 'values', valueArgument);
    const joined = listArgument(members, 'members', valueArgument);
    const name = 'rpushAndSadd';
    return this.execute({ name, key: list }, options, async (client) => {
      try {
        const [length, added] = await opsPushAndAdd(client, list, pushed, set, joined);
        return { length, added };
      } catch (error) {
        throw isAboutSet(error) ? typedError(error, poolOf(options), { name, key: set }) : error;
      }
    });
  }
}

function isAboutSet(error: unknown): boolean {
  return error instanceof Error && isReplyError(error) && error.message.startsWith('WRONGTYPE set');
}
