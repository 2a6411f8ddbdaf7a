import type { ValueCodec } from '../codec/value-codec.js';
import { encodeFields } from '../codec/hash-codec.js';
import { describeKey, describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { keyPartProblem, MAX_KEY_PART_BYTES } from '../keys/key-segment.js';

/**
 * The fields of a record in turn with their texts, as scripts take them; fields that are `undefined` are left out.
 * @throws InvalidArgumentError if `data` is no object of fields, or a field's name is refused
 * @throws UnsupportedValueError naming the field
 */
export function recordFields(codec: ValueCodec, data: object): string[] {
  if (!hasFields(data)) {
    throw new InvalidArgumentError('data', 'an object whose properties are the fields', describeType(data));
  }
  const fields = encodeFields(codec, data);
  for (let index = 0; index < fields.length; index += 2) assertFieldName(fields[index]);
  return fields;
}

function hasFields(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/**
 * A field's name obeys the rule of ids: 1 to 1,024 bytes of UTF-8 without NUL.
 * @throws InvalidArgumentError
 */
export function assertFieldName(field: unknown): asserts field is string {
  if (keyPartProblem(field) === undefined) return;
  throw new InvalidArgumentError(
    'field',
    `a name of 1 to ${MAX_KEY_PART_BYTES} bytes of valid text without NUL`,
    typeof field === 'string' ? describeKey(field) : describeType(field),
  );
}
