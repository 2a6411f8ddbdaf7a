import { readFileSync } from 'node:fs';

/** A value of Python in JSON: what JSON lacks is tagged, `{"$float": "1.0"}`. */
export type Tagged =
  null | boolean | number | string | readonly Tagged[] | { readonly [key: string]: Tagged };

/** What `loads` of the Python library returned or raised. */
export interface Outcome {
  readonly ok?: Tagged;
  readonly error?: string;
}

export interface ValueVector {
  readonly in: Tagged;
  /** Absent where Python raised. */
  readonly dumps?: string;
  readonly loads?: Outcome;
  readonly loads_with_model?: Outcome;
}

export interface RawVector {
  readonly raw: string;
  readonly model?: string;
  readonly loads: Outcome;
}

export interface KeyVector {
  readonly method: string;
  readonly args: readonly string[];
  readonly result: Tagged;
}

interface Vectors {
  readonly values: Readonly<Record<string, ValueVector>>;
  readonly raws: readonly RawVector[];
  readonly keys: readonly KeyVector[];
}

/** What the Python library wrote and read, recorded by running it. */
export const vectors: Vectors = JSON.parse(
  readFileSync(new URL('fixtures/vectors.json', import.meta.url), 'utf8'),
);
