import { z } from 'zod';

/** What a field of a database in the YAML file means here. */
export interface DatabaseField {
  /** Schema of its value. */
  readonly schema: z.ZodType;
  /** Pool options of a valid value. */
  readonly options?: (value: unknown) => Readonly<Record<string, unknown>>;
  /** Why a valid value has no effect; undefined if it has, or if it asks for what happens anyway. */
  readonly ignored?: (value: unknown) => string | undefined;
}

const LONGEST_SECONDS = 600;
const SHORTEST_SECONDS = 0.001;

/** Seconds, with fractions, as an option in milliseconds. */
export function seconds(option: string): DatabaseField {
  const expected = `expected seconds from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`;
  return {
    schema: z.number(expected).min(SHORTEST_SECONDS, expected).max(LONGEST_SECONDS, expected),
    options: (value) => ({ [option]: milliseconds(value) }),
  };
}

/** A switch that is always as `always` here. */
export function fixedSwitch(always: boolean, reason: string): DatabaseField {
  return {
    schema: z.boolean('expected true or false'),
    ignored: (value) => (value === always ? undefined : reason),
  };
}

export function milliseconds(value: unknown): number {
  return Math.round(Number(value) * 1_000);
}
