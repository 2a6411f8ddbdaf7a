import { TENANTRY_ERROR_CODES } from './error-codes.js';
import { TenantryError } from './tenantry.error.js';

/** An argument of a call is out of range: the message names it, what was expected and what was given. */
export class InvalidArgumentError extends TenantryError {
  constructor(argument: string, expected: string, given: string) {
    super(`${argument}: expected ${expected}, got ${given}.`, {
      code: TENANTRY_ERROR_CODES.INVALID_ARGUMENT,
      details: { field: argument },
      statusCode: 400,
    });
  }
}
