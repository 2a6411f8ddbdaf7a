/// <reference lib="es2024.string" />
import { checkInteger } from '../common/check-integer.js';
import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { RedisFields, RedisKey, RedisValue } from './redis-value.js';

const TEXT_OR_BYTES = 'text without halves of surrogate pairs, or a Buffer';

/** A key or channel as it is sent. @throws InvalidArgumentError */
export function keyArgument(key: RedisKey, argument = 'key'): RedisKey {
  if (isTextOrBytes(key) && key.length > 0) return key;
  throw new InvalidArgumentError(argument, `${TEXT_OR_BYTES}, not empty`, describeArgument(key));
}

/** The name of a field as it is sent; Redis takes an empty one. @throws InvalidArgumentError */
export function fieldArgument(field: RedisKey, argument = 'field'): RedisKey {
  if (isTextOrBytes(field)) return field;
  throw new InvalidArgumentError(argument, TEXT_OR_BYTES, describeArgument(field));
}

/** A value as it is sent: numbers as their decimal text. @throws InvalidArgumentError */
export function valueArgument(value: RedisValue, argument = 'value'): RedisKey {
  if (isTextOrBytes(value)) return value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  throw new InvalidArgumentError(
    argument,
    `${TEXT_OR_BYTES}, or a finite number, or a bigint`,
    describeArgument(value),
  );
}

/** One argument or a list of them, at least one. @throws InvalidArgumentError */
export function listArgument<T extends RedisValue>(
  oneOrMany: T | readonly T[],
  argument: string,
  argumentOf: (value: T, argument: string) => RedisKey,
): RedisKey[] {
  if (!isList(oneOrMany)) return [argumentOf(oneOrMany, argument)];
  if (oneOrMany.length === 0) throw new InvalidArgumentError(argument, 'at least one', 'an empty list');
  return Array.from(oneOrMany, (value, index) => argumentOf(value, `${argument}[${index}]`));
}

/** Fields of a hash, name and value in turn, at least one. @throws InvalidArgumentError */
export function fieldsArgument(fields: RedisFields): RedisKey[] {
  if (!isFields(fields)) {
    throw new InvalidArgumentError('fields', 'an object or a Map of fields', describeType(fields));
  }
  const entries = fields instanceof Map ? [...fields] : Object.entries(fields);
  if (entries.length === 0) throw new InvalidArgumentError('fields', 'at least one field', 'none');
  return entries.flatMap(([field, value]) => [
    fieldArgument(field, 'name of a field'),
    valueArgument(value, `value of field ${JSON.stringify(String(field))}`),
  ]);
}

/** A whole number as it is sent. @throws InvalidArgumentError */
export function integerArgument(value: number, argument: string, min: number, max: number): string {
  return String(checkInteger(argument, value, min, max));
}

/** An increment as it is sent, exact. @throws InvalidArgumentError */
export function incrementArgument(by: number | bigint): string {
  if (typeof by === 'bigint' ? by === BigInt.asIntN(64, by) : Number.isSafeInteger(by)) return String(by);
  throw new InvalidArgumentError(
    'by',
    typeof by === 'bigint' ? 'a bigint of 64 bits' : 'an integer within 2^53, or a bigint',
    typeof by === 'number' || typeof by === 'bigint' ? String(by) : describeType(by),
  );
}

/** Half of a surrogate pair would be stored as another character. */
function isTextOrBytes(value: unknown): value is RedisKey {
  return typeof value === 'string' ? value.isWellFormed() : Buffer.isBuffer(value);
}

function isList<T extends RedisValue>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function isFields(fields: unknown): fields is RedisFields {
  return (
    typeof fields === 'object' && fields !== null && !Array.isArray(fields) && !ArrayBuffer.isView(fields)
  );
}

/** What is wrong with an argument, never its content. */
function describeArgument(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty text' : 'half of a surrogate pair';
  return Buffer.isBuffer(value) ? 'an empty Buffer' : describeType(value);
}
