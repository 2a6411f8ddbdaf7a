import type { z } from 'zod';
import { describeType } from '../common/describe.js';
import type { ConfigurationProblem } from './configuration.errors.js';

/** Where a value stands, and who says so. */
export interface OptionLocation {
  /** Path of the value itself; empty for the options as a whole. */
  readonly path: string;
  readonly source: string;
}

/** What is wrong with `value` according to `schema`, in words that repeat no secret. */
export function findProblems(
  schema: z.ZodType,
  value: unknown,
  { path, source }: OptionLocation,
): ConfigurationProblem[] {
  return describeIssues(schema, value).map((issue) => ({
    path: joinPath(path, issue.path) || 'options',
    problem: issue.problem,
    source,
  }));
}

/** {@link findProblems} with paths as lists. */
export function describeIssues(
  schema: z.ZodType,
  value: unknown,
): Array<{ readonly path: PropertyKey[]; readonly problem: string }> {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => ({
    path: issue.path,
    problem: describeIssue(issue, valueAt(value, issue.path)),
  }));
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return `expected known options only, got ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  }
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const expected = /expected .*?(?=, received|$)/s.exec(message)?.[0] ?? message;
  return expected.includes(', got ') ? expected : `${expected}, got ${describeValue(issue, value)}`;
}

/** Numbers, booleans and the words of a choice may be shown; any other text could be a secret. */
function describeValue(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_key') return JSON.stringify(issue.path.at(-1));
  if (isSecret(issue.path)) return value === '' ? 'empty text' : describeType(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return value === undefined ? 'nothing' : describeType(value);
  if (issue.code === 'invalid_value') return JSON.stringify(value.slice(0, 40));
  return value === '' ? 'empty text' : 'other text';
}

/** A password of digits only, without quotes, is a number to YAML. */
function isSecret(path: readonly PropertyKey[]): boolean {
  return /password/i.test(String(path.at(-1)));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined),
    value,
  );
}

/** `pools.user.nodes[0].port` */
export function joinPath(base: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((joined, key) => {
    if (typeof key === 'number') return `${joined}[${key}]`;
    return joined === '' ? String(key) : `${joined}.${String(key)}`;
  }, base);
}
