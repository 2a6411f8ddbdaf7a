import { describeKey } from '../../common/describe.js';
import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import { TenantryError } from '../../common/tenantry.error.js';

/**
 * The items are in the queue, but its tenant could not be marked as pending: in a cluster the mark is on another node.
 * Not `retryable`: the items would be queued twice. Consumers that go by pending tenants see them as soon as anything
 * else is queued for the tenant in the same service.
 */
export class TenantNotMarkedError extends TenantryError {
  constructor(pool: string, key: string, cause: TenantryError) {
    super(
      `enqueue of ${describeKey(key)} in pool "${pool}": the items are queued, but their tenant could not be marked as ` +
        `pending (${cause.message}) Do not queue them again: the next item of the tenant and service marks it.`,
      {
        code: TENANTRY_ERROR_CODES.TENANT_NOT_MARKED,
        details: { pool, operation: 'enqueue', key: describeKey(key) },
        cause,
      },
    );
  }
}
