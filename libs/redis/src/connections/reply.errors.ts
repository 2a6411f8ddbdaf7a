import { describeKey } from '../common/describe.js';
import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError, type TenantryErrorDetails } from '../common/tenantry.error.js';
import { missingPermission } from './missing-permission.js';

/** What the library was doing for its caller when a command failed. */
export interface RedisCall {
  /** Name of the method, or of the command. */
  readonly operation: string;
  readonly pool: string;
  readonly key: string;
  /** Field concerned, where it is one. */
  readonly field?: string | undefined;
}

/** The key holds another Redis type than the repository's records. Nothing was changed. */
export class WrongTypeError extends TenantryError {
  constructor(call: RedisCall) {
    super(
      `${describeCall(call)}: the key holds another Redis type. Nothing was changed. ` +
        'Another program writes this key: remove it, or give one of the two another key prefix or pool.',
      { code: TENANTRY_ERROR_CODES.WRONG_TYPE, details: detailsOf(call) },
    );
  }
}

/** The field holds a value that the operation cannot work on. Nothing was changed. */
export class FieldTypeError extends TenantryError {
  /** @param expected what the field should hold, e.g. `a list` */
  constructor(call: RedisCall, expected: string) {
    super(
      `${describeCall(call)}: the field does not hold ${expected}. Nothing was changed. ` +
        'Use updateField to replace its value.',
      { code: TENANTRY_ERROR_CODES.FIELD_TYPE, details: { ...detailsOf(call), expected } },
    );
  }
}

/** The result of an increment, or the value it starts from, cannot be held exactly. Nothing was changed. */
export class NumberRangeError extends TenantryError {
  /** @param limit beyond which the number is, and what to do about it */
  constructor(call: RedisCall, limit: string) {
    super(`${describeCall(call)}: the value is or would be ${limit}. Nothing was changed.`, {
      code: TENANTRY_ERROR_CODES.NUMBER_RANGE,
      details: detailsOf(call),
    });
  }
}

/** The server refused a command: no permission, no memory, read-only, loading, and the like. */
export class CommandRefusedError extends TenantryError {
  /**
   * @param reply first word of the server's answer, e.g. `NOPERM`
   * @param reason the rest of it
   */
  constructor(call: RedisCall, reply: string, reason: string, retryable: boolean) {
    super(
      `${describeCall(call)}: Redis refused with ${reply} (${reason}). ` +
        (retryable
          ? 'The same call may succeed later.'
          : (missingPermission(reply, reason) ?? 'Check the permissions and the version of the server.')),
      { code: TENANTRY_ERROR_CODES.COMMAND_REFUSED, details: { ...detailsOf(call), reply }, retryable },
    );
  }
}

function describeCall({ operation, pool, key, field }: RedisCall): string {
  const place = field === undefined ? describeKey(key) : `${describeKey(key)} field ${describeKey(field)}`;
  return `${operation} of ${place} in pool "${pool}"`;
}

function detailsOf({ operation, pool, key, field }: RedisCall): TenantryErrorDetails {
  return {
    operation,
    pool,
    key: describeKey(key),
    ...(field === undefined ? {} : { field }),
  };
}
