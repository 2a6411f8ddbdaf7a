import type { ValueCodec } from '../../codec/value-codec.js';
import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { entryText } from './entry-text.js';

/** A value that records are searched for. */
export interface SearchValue {
  /** The text it stands under in an index. */
  readonly entryText: string;
  /** Whether a field with this stored text holds the value. */
  isStoredAs(stored: string | undefined): boolean;
}

/**
 * A search for a text, number, bigint, boolean, Date or null. Objects and lists are refused: equal ones may be stored
 * as different texts.
 * @throws InvalidArgumentError | UnsupportedValueError
 */
export function searchValue(codec: ValueCodec, field: string, value: unknown): SearchValue {
  if ((typeof value === 'object' && value !== null && !(value instanceof Date)) || value === undefined) {
    throw new InvalidArgumentError(
      'value',
      'a text, number, bigint, boolean, Date or null',
      describeType(value),
    );
  }
  const text = codec.encode(value, field);
  const wanted = codec.decode(text);
  return {
    entryText: entryText(text),
    isStoredAs: (stored) => stored !== undefined && codec.decode(stored) === wanted,
  };
}
