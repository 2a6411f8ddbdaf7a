import { ModelValidationError } from '../../codec/codec.errors.js';
import { decodeValue } from '../../codec/hash-codec.js';
import type { ModelClass } from '../../codec/models.js';
import type { ValueCodec } from '../../codec/value-codec.js';

/** What reading an item came to. */
export type ItemReading = { readonly failure: null; readonly value: unknown } | { readonly failure: Error };

/**
 * The value of a stored item; with a model always an instance of it.
 * @param path where the item stands, for errors
 * @throws ModelValidationError
 */
export function readItem(codec: ValueCodec, text: string, path: string, model?: ModelClass): unknown {
  if (model === undefined) return codec.decode(text);
  const value = decodeValue(codec, text, path, model);
  if (value !== null) return value;
  throw new ModelValidationError(path, model.name, [{ path, constraints: ['isObject'] }]);
}

/** Like {@link readItem}, for items that must not get lost if they cannot be read: never throws. */
export function tryReadItem(codec: ValueCodec, text: string, path: string, model?: ModelClass): ItemReading {
  try {
    return { failure: null, value: readItem(codec, text, path, model) };
  } catch (error) {
    return {
      failure: error instanceof Error ? error : new Error('The model threw no Error', { cause: error }),
    };
  }
}
