import type { PoolAlias } from '../common/pool-alias.js';

/** Options of every operation. */
export interface OperationOptions {
  /**
   * Pool the command goes to.
   * @default 'default'
   */
  readonly alias?: PoolAlias;
}

/** Options of a read whose answer is wanted as text. */
export interface TextReadOptions extends OperationOptions {
  /**
   * How the answer is wanted: `'text'` is UTF-8, and bytes that are not UTF-8 are replaced; `'buffer'` is exact.
   * @default 'text'
   */
  readonly as?: 'text';
}

/** Options of a read whose answer is wanted byte for byte. */
export interface BufferReadOptions extends OperationOptions {
  /** How the answer is wanted: as bytes. */
  readonly as: 'buffer';
}

/** Options of any read. */
export type ReplyOptions = TextReadOptions | BufferReadOptions;

/** Option of `lpop`. */
export interface CountOption {
  /** Most elements to take: an integer from 1. The answer is a list, empty if there is none. */
  readonly count: number;
}

/** Options of `lpop` for a single element. */
export interface WithoutCount {
  readonly count?: undefined;
}

/** Option of `scanKeys`. */
export interface ScanOption {
  /**
   * About how many keys the server looks at in one step: 1 to 10,000.
   * @default 500
   */
  readonly count?: number;
}
