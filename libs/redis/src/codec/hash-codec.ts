import { UnsupportedValueError } from './codec.errors.js';
import { readModel } from './model-reader.js';
import type { ModelClass, ModelMap, RecordOf } from './models.js';
import type { ValueCodec } from './value-codec.js';
import { textProblem } from './value-problems.js';

/**
 * Fields and their texts, flat as HSET takes them: `[field, text, field, text]`. Undefined fields are left out.
 *
 * @throws UnsupportedValueError naming the path of what cannot be stored
 */
export function encodeFields(codec: ValueCodec, data: Readonly<Record<string, unknown>>): string[] {
  const flat: string[] = [];
  for (const field of Object.keys(data)) {
    const value = data[field];
    if (value === undefined) continue;
    const problem = textProblem(field);
    if (problem !== undefined) throw new UnsupportedValueError(field, `in the name of the field, ${problem}`);
    flat.push(field, codec.encode(value, field));
  }
  return flat;
}

/**
 * The record of a stored hash. Fields named `__proto__` or `constructor` are fields like all others.
 *
 * @throws ModelValidationError if a field does not satisfy its model
 */
export function decodeFields<M extends ModelMap | undefined = undefined>(
  codec: ValueCodec,
  hash: Readonly<Record<string, string>>,
  models?: M,
): RecordOf<M>;
export function decodeFields(
  codec: ValueCodec,
  hash: Readonly<Record<string, string>>,
  models?: ModelMap,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const field of Object.keys(hash)) {
    const model = models !== undefined && Object.hasOwn(models, field) ? models[field] : undefined;
    const value = decodeValue(codec, hash[field] ?? '', field, model);
    if (field === '__proto__') defineField(record, field, value);
    else record[field] = value;
  }
  return record;
}

/** Assigning `__proto__` would set the prototype. */
function defineField(record: object, field: string, value: unknown): void {
  Object.defineProperty(record, field, { value, writable: true, enumerable: true, configurable: true });
}

/**
 * The value of one stored text; with a model an instance of it, or null if null is stored.
 *
 * @param field name of the field, for errors
 * @throws ModelValidationError if the value does not satisfy the model
 */
export function decodeValue<T extends object>(
  codec: ValueCodec,
  text: string,
  field: string,
  model: ModelClass<T>,
): T | null;
export function decodeValue(codec: ValueCodec, text: string, field: string, model?: ModelClass): unknown;
export function decodeValue(codec: ValueCodec, text: string, field: string, model?: ModelClass): unknown {
  const value = codec.decode(text);
  return model === undefined || value === null ? value : readModel(value, model, field);
}
