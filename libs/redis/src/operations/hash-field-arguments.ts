import { fieldArgument, fieldsArgument, valueArgument } from './operation-arguments.js';
import type { OperationOptions } from './operation-options.js';
import type { RedisFields, RedisKey, RedisValue } from './redis-value.js';

/** What follows the key in a call that sets one field. */
export type OneField = [field: RedisKey, value: RedisValue, options?: OperationOptions];

/** What follows the key in a call that sets several fields. */
export type ManyFields = [fields: RedisFields, options?: OperationOptions];

/** Both forms as one: names and values in turn, and the options. */
export interface FieldArguments {
  readonly args: readonly RedisKey[];
  /** The field, where it is one. */
  readonly field?: RedisKey;
  readonly options: OperationOptions | undefined;
}

/** @throws InvalidArgumentError */
export function fieldArguments(given: OneField | ManyFields): FieldArguments {
  if (!isOneField(given)) {
    const [fields, options] = given;
    return { args: fieldsArgument(fields), options };
  }
  const [field, value, options] = given;
  return { args: [fieldArgument(field), valueArgument(value)], field, options };
}

function isOneField(given: OneField | ManyFields): given is OneField {
  return typeof given[0] === 'string' || Buffer.isBuffer(given[0]);
}
