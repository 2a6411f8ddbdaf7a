import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** An id or another part of a key is empty, too long or not valid text. */
export class InvalidKeyPartError extends TenantryError {
  /** @param part name of the part, such as `userId`; never its value. */
  constructor(part: string, problem: string) {
    super(`${part} cannot be part of a key: ${problem}.`, {
      code: TENANTRY_ERROR_CODES.INVALID_KEY_PART,
      details: { field: part, problem },
      statusCode: 400,
    });
  }
}
