import { describeNumber } from './describe.js';
import { InvalidArgumentError } from './invalid-argument.error.js';

/** @throws InvalidArgumentError naming the argument, unless it is an integer from `min` to `max` */
export function checkInteger(argument: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(argument, `an integer from ${min} to ${max}`, describeNumber(value));
}
