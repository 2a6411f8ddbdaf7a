import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import { describeKey } from '../../common/describe.js';
import { TenantryError } from '../../common/tenantry.error.js';

/** What the dedicated connections of a pool are doing while a caller waits for one. */
export interface ConnectionShortage {
  readonly pool: string;
  readonly maxConnections: number;
  readonly waitingCallers: number;
  readonly timeoutMs: number;
  /** Whether the caller has one already, and so may be waiting for itself. */
  readonly isNested: boolean;
}

/** All dedicated connections of a pool were in use for as long as a caller may wait. Nothing was carried out. */
export class ConnectionWaitTimeoutError extends TenantryError {
  constructor({ pool, maxConnections, waitingCallers, timeoutMs, isNested }: ConnectionShortage) {
    const advice = isNested
      ? 'This caller holds one already, inside whose callback it asks for another: callers that do so can wait for ' +
        'each other for ever. Use the connection the callback was given.'
      : 'Hold connections for a shorter time, or raise `maxConnections` or `acquireTimeoutMs` of the pool.';
    super(
      `No dedicated connection of pool "${pool}" became free within ${timeoutMs} ms: all ${maxConnections} are in use, ` +
        `and ${waitingCallers} other callers wait. ${advice}`,
      {
        code: TENANTRY_ERROR_CODES.CONNECTION_WAIT_TIMEOUT,
        details: { pool, maxConnections, waitingCallers, timeoutMs, isNested },
        retryable: !isNested,
        statusCode: 503,
      },
    );
  }
}

/** A dedicated connection was used after the callback it was lent to had ended: somebody else may have it by now. */
export class ConnectionReturnedError extends TenantryError {
  constructor(pool: string, operation: string) {
    super(
      `${operation} was not carried out: the dedicated connection of pool "${pool}" was given back when the callback ` +
        'ended. Await everything inside the callback.',
      { code: TENANTRY_ERROR_CODES.CONNECTION_RETURNED, details: { pool, operation } },
    );
  }
}

/** The watched keys changed during every attempt at a transaction: nothing of it was carried out. */
export class TransactionConflictError extends TenantryError {
  constructor(pool: string, keys: readonly string[], attempts: number, cause: unknown) {
    const [first = '', ...others] = keys;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    super(
      `A transaction in pool "${pool}" was not carried out: the watched key ${describeKey(first)}${more} changed ` +
        `during each of ${attempts} attempts. Try again later, raise \`attempts\`, or use a script for keys that ` +
        'many callers change.',
      {
        code: TENANTRY_ERROR_CODES.TRANSACTION_CONFLICT,
        details: { pool, key: first.slice(0, 200), keys: keys.length, attempts },
        cause,
        retryable: true,
        statusCode: 503,
      },
    );
  }
}
