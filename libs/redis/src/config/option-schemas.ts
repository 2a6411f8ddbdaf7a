import { z } from 'zod';
import { describeIssues } from './find-problems.js';

/** Longest time that is waited for anything: more is a mistake of unit. */
export const TEN_MINUTES_MS = 600_000;

/** Aliases become parts of connection names and, in upper case, of environment variables. */
const ALIAS = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Schema of a pool alias. */
export const aliasSchema = z
  .string('expected an alias')
  .regex(ALIAS, 'expected an alias of up to 64 letters, digits, "_" or "-", beginning with a letter');

/**
 * A schema for every key of `T` and for no other, so that an interface and its schema cannot drift apart. Messages of
 * the schemas say what is expected; `findProblems` adds what was found, as far as it may be shown.
 */
export type SchemaShape<T> = {
  readonly [Key in keyof T]-?: z.ZodType<T[Key] | (object extends Pick<T, Key> ? undefined : never)>;
};

/** An object with these keys; other keys are refused. */
export function objectSchema<T extends object>(shape: SchemaShape<T>): z.ZodType<T> {
  const schema = z.strictObject(shape);
  return selectSchema<T>(() => schema);
}

/** Checks a value with the schema that its own kind selects, so that problems name the field and not the union. */
export function selectSchema<T>(select: (value: unknown) => z.ZodType): z.ZodType<T> {
  return z.custom<T>().superRefine((value, context) => {
    for (const { path, problem } of describeIssues(select(value), value)) {
      context.addIssue({ code: 'custom', path, message: problem });
    }
  });
}

/** Text that is not empty, or nothing. @param expected what messages call it */
export function optionalText(expected = 'non-empty text'): z.ZodType<string | undefined> {
  return z.string(`expected ${expected}`).min(1, `expected ${expected}`).optional();
}

/** Text that matches, or nothing. @param expected what messages call it */
export function optionalMatch(pattern: RegExp, expected: string): z.ZodType<string | undefined> {
  return z.string(`expected ${expected}`).regex(pattern, `expected ${expected}`).optional();
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): z.ZodType<number> {
  const expected = `expected an integer from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

/** {@link integer}, or nothing. */
export function optionalInteger(min: number, max: number): z.ZodType<number | undefined> {
  return integer(min, max).optional();
}
