import type { ValueCodec } from '../codec/value-codec.js';
import { copyOf } from './copy-of.js';

/** A message as it comes from the server, for all who listen. */
export class ReceivedMessage {
  /** Name of the channel on the server. */
  readonly name: string;
  readonly text: string;
  /** By `Date.now()`. */
  readonly receivedAtMs = Date.now();
  #isDecoded = false;
  /** Never handed out: what copies are made of. */
  #original: object | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /**
   * The value, a new one at each call: nobody shares it. From the second call on it is copied, which takes a fraction of
   * the time of decoding.
   */
  decode(codec: ValueCodec): unknown {
    if (this.#original !== undefined) return copyOf(this.#original);
    const value = codec.decode(this.text);
    if (typeof value !== 'object' || value === null) return value;
    if (!this.#isDecoded) {
      this.#isDecoded = true;
      return value;
    }
    this.#original = value;
    return copyOf(value);
  }
}
