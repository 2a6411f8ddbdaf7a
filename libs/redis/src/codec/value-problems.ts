/// <reference lib="es2024.string" />
import { describeType } from '../common/describe.js';
import { MAX_INTEGER_DIGITS } from './codec-limits.js';

/** Why a text cannot be a whole value. Inside JSON it can: JSON escapes what UTF-8 cannot hold. */
export function textProblem(text: string): string | undefined {
  return text.isWellFormed()
    ? undefined
    : 'the text contains half of a surrogate pair, which UTF-8 cannot hold';
}

/** Why a number cannot be stored. */
export function numberProblem(value: number): string | undefined {
  return Number.isFinite(value) ? undefined : `${value} is not a number of JSON`;
}

/** Why a bigint cannot be stored. */
export function bigintProblem(value: bigint): string | undefined {
  const digits = value.toString().replace('-', '').length;
  return digits > MAX_INTEGER_DIGITS ? `an integer may have at most ${MAX_INTEGER_DIGITS} digits` : undefined;
}

/** Why a Date cannot be stored. */
export function dateProblem(value: Date): string | undefined {
  return Number.isNaN(value.getTime()) ? 'the Date is invalid' : undefined;
}

/** Why an object cannot be stored: built-in objects keep their data where JSON does not look. */
export function objectProblem(value: object): string | undefined {
  const isPlainOrModel = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  return isPlainOrModel ? undefined : unsupportedProblem(value);
}

/** Why a value of another kind cannot be stored. */
export function unsupportedProblem(value: unknown): string {
  return `${describeType(value)} is not a type of JSON; convert it first, or give it a toJSON()`;
}
