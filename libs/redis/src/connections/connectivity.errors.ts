import { TENANTRY_ERROR_CODES, type TenantryErrorCode } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

interface ConnectivityErrorInit {
  readonly code: TenantryErrorCode;
  readonly pool: string;
  readonly operation: string;
  readonly cause: unknown;
  readonly retryable?: boolean;
  readonly statusCode?: number;
}

/** What a more specific error says instead. */
interface Refusal {
  readonly code: TenantryErrorCode;
  readonly message: string;
}

/** A command got no answer from the server: the connection is missing, was lost, or stayed silent. */
export abstract class ConnectivityError extends TenantryError {
  protected constructor(message: string, { code, pool, operation, cause, ...init }: ConnectivityErrorInit) {
    super(message, { code, details: { pool, operation }, cause, ...init });
  }
}

/** The command was not carried out, because the pool has no connection. It may be sent again. */
export class PoolUnavailableError extends ConnectivityError {
  constructor(pool: string, operation: string, cause: unknown, refusal?: Refusal) {
    super(
      refusal?.message ??
        `${operation} was not carried out: pool "${pool}" has no connection${reasonOf(cause)}. ` +
          'It may be tried again; the pool reconnects by itself.',
      {
        code: refusal?.code ?? TENANTRY_ERROR_CODES.POOL_UNAVAILABLE,
        pool,
        operation,
        cause,
        retryable: true,
        statusCode: 503,
      },
    );
  }
}

/**
 * The command was refused at once, because too many before it failed: the pool's circuit is open. Nothing was sent. The
 * pool asks the server every 500 ms by itself, and takes commands again as soon as it answers.
 */
export class CircuitOpenError extends PoolUnavailableError {
  /** @param cause the failure that opened the circuit, as text without secrets */
  constructor(pool: string, operation: string, cause: string) {
    super(pool, operation, undefined, {
      code: TENANTRY_ERROR_CODES.CIRCUIT_OPEN,
      message:
        `${operation} was not carried out: the circuit of pool "${pool}" is open, because too many commands failed ` +
        `(the last one: ${cause.replace(/\.$/, '')}). It may be tried again; the circuit closes by itself as soon as the ` +
        'server answers.',
    });
  }
}

/**
 * The command was written, then the connection was lost: it ran once or not at all. Commands that only read are sent once
 * more before that is said; all others never are.
 */
export class CommandOutcomeUnknownError extends ConnectivityError {
  constructor(pool: string, operation: string, cause: unknown) {
    super(
      `Nobody knows whether ${operation} ran: pool "${pool}" lost its connection before the reply${reasonOf(cause)}. ` +
        'Read the state back before you repeat it, unless repeating does no harm.',
      { code: TENANTRY_ERROR_CODES.COMMAND_OUTCOME_UNKNOWN, pool, operation, cause },
    );
  }
}

/** No reply came in time. The command may have run, or may still run. */
export class CommandTimeoutError extends ConnectivityError {
  constructor(pool: string, operation: string, timeoutMs: number, cause: unknown) {
    super(
      `${operation} got no reply from pool "${pool}" within ${timeoutMs} ms. It may have run, or may still run. ` +
        'If the server is slow rather than gone, raise `commandTimeoutMs` of the pool.',
      { code: TENANTRY_ERROR_CODES.COMMAND_TIMEOUT, pool, operation, cause },
    );
  }
}

/** Words of ioredis for "the connection is gone", which the message says already. */
const SAYS_NOTHING_NEW = /^(Reached the max retries|Connection is closed)/;

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error) || SAYS_NOTHING_NEW.test(cause.message)) return '';
  return ` (${cause.message.replace(/\.$/, '')})`;
}
