/** How one of the codecs writes what the other writes differently. */
export interface WireStyle {
  /** Between the items of arrays and objects. */
  readonly itemSeparator: string;
  /** Between the key and the value of an object. */
  readonly keySeparator: string;
  /** Whether JSON.stringify writes plain data in this style. */
  readonly matchesJsonStringify: boolean;
  /** Which booleans of class instances are written as `"1"` and `"0"`. */
  readonly modelBooleans: 'declared' | 'all';
  /** A text that is the whole value. */
  text(value: string): string;
  /** A boolean that is the whole value. */
  boolean(value: boolean): string;
  /** A finite number. */
  number(value: number): string;
  /** A valid date. */
  date(value: Date): string;
}
