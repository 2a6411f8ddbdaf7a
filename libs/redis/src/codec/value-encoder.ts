import { UnsupportedValueError } from './codec.errors.js';
import { hasToJson, writeJson } from './json-writer.js';
import {
  bigintProblem,
  dateProblem,
  numberProblem,
  textProblem,
  unsupportedProblem,
} from './value-problems.js';
import type { WireStyle } from './wire-style.js';

/**
 * The text of a whole value: a hash field, a list item, a string.
 *
 * @throws UnsupportedValueError naming the path of what cannot be stored
 */
export function encodeValue(value: unknown, path: string, style: WireStyle): string {
  switch (typeof value) {
    case 'string':
      refuseIf(textProblem(value), path);
      return style.text(value);
    case 'number':
      refuseIf(numberProblem(value), path);
      return style.number(value);
    case 'boolean':
      return style.boolean(value);
    case 'bigint':
      refuseIf(bigintProblem(value), path);
      return value.toString();
    case 'object':
      return value === null ? 'null' : encodeObject(value, path, style);
    default:
      throw new UnsupportedValueError(path, unsupportedProblem(value));
  }
}

function encodeObject(value: object, path: string, style: WireStyle): string {
  if (value instanceof Date) {
    refuseIf(dateProblem(value), path);
    return style.date(value);
  }
  if (!hasToJson(value)) return writeJson(value, path, style);
  const json = value.toJSON('');
  // What toJSON returns is not asked again, or an object that returns itself would never end.
  return typeof json === 'object' && json !== null && !(json instanceof Date)
    ? writeJson(json, path, style)
    : encodeValue(json, path, style);
}

function refuseIf(problem: string | undefined, path: string): void {
  if (problem !== undefined) throw new UnsupportedValueError(path, problem);
}
