import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** A command of a pipeline or transaction that failed. */
export interface BatchCommandError {
  /** Position in the batch, from 0. */
  readonly index: number;
  /** Name of the command: `incr`. */
  readonly command: string;
  readonly error: Error;
}

const COMMANDS_IN_A_MESSAGE = 5;

/**
 * Commands of a pipeline or transaction failed. The others of a pipeline ran, and so did those of a transaction
 * that failed while running; one that the server refused beforehand (EXECABORT) changed nothing.
 */
export class BatchFailedError extends TenantryError {
  constructor(
    pool: string,
    readonly errors: readonly BatchCommandError[],
    total: number,
  ) {
    const shown = errors
      .slice(0, COMMANDS_IN_A_MESSAGE)
      .map(({ index, command, error }) => `${command} (#${index}): ${error.message}`);
    const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : '';
    super(
      `${errors.length} of ${total} commands of a batch failed in pool "${pool}": ${shown.join('; ')}${more}. ` +
        'See `errors` for each of them.',
      {
        code: TENANTRY_ERROR_CODES.BATCH_FAILED,
        details: { pool, failed: errors.length, total },
        cause: errors[0]?.error,
        retryable: errors.length === total && errors.every(({ error }) => isRetryable(error)),
      },
    );
  }
}

/** A watched key changed before EXEC: nothing ran. */
export class TransactionAbortedError extends TenantryError {
  constructor(pool: string) {
    super(`A transaction in pool "${pool}" was not carried out: a watched key has changed. Run it again.`, {
      code: TENANTRY_ERROR_CODES.TRANSACTION_ABORTED,
      details: { pool },
      retryable: true,
    });
  }
}

/** The keys of one call live in different places of a cluster: nothing ran. */
export class CrossSlotError extends TenantryError {
  constructor(pool: string, cause: Error) {
    super(
      `The keys of one call in pool "${pool}" are not in one slot of the cluster: nothing was carried out. ` +
        'Give them the same hash tag, as in {acme}:a and {acme}:b; with keys.hashTag "entity" only the keys of one ' +
        'entity have the same.',
      { code: TENANTRY_ERROR_CODES.CROSS_SLOT, details: { pool }, cause },
    );
  }
}

function isRetryable(error: Error): boolean {
  return error instanceof TenantryError && error.retryable;
}
