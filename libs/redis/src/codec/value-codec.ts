import { LOSSLESS_STYLE } from './lossless-style.js';
import { PYTHON_STYLE } from './python-style.js';
import { decodeText } from './text-decoder.js';
import { encodeValue } from './value-encoder.js';

/**
 * `'lossless'`: what is read is what was written. `'python'`: writes what the Python library writes (booleans `1`
 * and `0`, texts as they are), so that a text like `123` comes back as a number. Reading is the same in both.
 */
export type CodecName = 'lossless' | 'python';

/** How values become text and come back. */
export interface ValueCodec {
  /** Which of the codecs it is. */
  readonly name: CodecName;
  /**
   * The text of a value.
   *
   * @param path where the value stands, for errors: a field or key
   * @throws UnsupportedValueError naming the path of what would be lost: functions, symbols, NaN, Map, Set, Buffer,
   * invalid dates, circular or very deep structures
   */
  encode(value: unknown, path: string): string;
  /** The value of a text. Never throws: what is not JSON is text. */
  decode(text: string): unknown;
}

const CODECS: Readonly<Record<CodecName, ValueCodec>> = {
  lossless: {
    name: 'lossless',
    encode: (value, path) => encodeValue(value, path, LOSSLESS_STYLE),
    decode: decodeText,
  },
  python: {
    name: 'python',
    encode: (value, path) => encodeValue(value, path, PYTHON_STYLE),
    decode: decodeText,
  },
};

/** The codec of that name; codecs have no state. */
export function createCodec(name: CodecName): ValueCodec {
  return CODECS[name];
}
