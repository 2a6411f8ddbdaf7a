import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import type { ResolvedDurability } from '../../config/durability-options.js';
import { ConnectivityError } from '../connectivity.errors.js';

/**
 * The write ran on the primary, and too few replicas confirmed that they have it: it may be lost if the primary dies
 * now. Only pools with `durability` throw it. Not `retryable`, because nothing was undone: what must not happen twice
 * (an increment, an append) is to be read back first; what sets a value may simply be repeated.
 */
export class ReplicationTimeoutError extends ConnectivityError {
  /** @param confirmed how many replicas have the write; or why the server was not asked */
  constructor(pool: string, operation: string, wanted: ResolvedDurability, confirmed: number | Error) {
    const isCount = typeof confirmed === 'number';
    super(
      `${operation} ran on the primary of pool "${pool}", but ` +
        (isCount
          ? `${confirmed} of ${wanted.replicas} replicas confirmed it within ${wanted.timeoutMs} ms`
          : `no replica could be asked to confirm it (${confirmed.message})`) +
        ': it may be lost if the primary fails now. Read the state back before you repeat it, unless repeating does ' +
        'no harm. ' +
        (isCount
          ? 'Look at the replicas (INFO replication), or change the `durability` of the pool.'
          : 'The user of the pool needs the permission for WAIT.'),
      {
        code: TENANTRY_ERROR_CODES.REPLICATION_TIMEOUT,
        pool,
        operation,
        cause: isCount ? undefined : confirmed,
      },
    );
  }
}
