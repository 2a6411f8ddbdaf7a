import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { ValueCodec } from '../../codec/value-codec.js';

/** The empty text as JSON: the engine takes an empty payload for none. */
const EMPTY_TEXT = '""';

/**
 * The stored text of a payload; undefined for none, which is also what null is stored as.
 * @param argument name of the argument, for errors
 * @throws UnsupportedValueError | InvalidArgumentError if it is too large
 */
export function encodePayload(
  codec: ValueCodec,
  payload: unknown,
  maxBytes: number,
  argument = 'payload',
): string | undefined {
  if (payload === undefined || payload === null) return undefined;
  const text = codec.encode(payload, argument) || EMPTY_TEXT;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  throw new InvalidArgumentError(
    argument,
    `at most ${maxBytes} bytes of stored text (\`expiry.maxPayloadBytes\`)`,
    `${bytes}; store the data elsewhere and pass its id`,
  );
}

/** The value of a stored payload, null for none; what is no JSON is text. */
export function decodePayload(codec: ValueCodec, text: string | null): unknown {
  return text === null ? null : codec.decode(text);
}
