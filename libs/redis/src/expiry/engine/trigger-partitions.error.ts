import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import { TenantryError } from '../../common/tenantry.error.js';

/** Another process divides the same triggers into another number of partitions: it would not find them. */
export class TriggerPartitionsError extends TenantryError {
  constructor(pool: string, namespace: string, configured: number, recorded: string) {
    super(
      `Triggers of namespace ${JSON.stringify(namespace)} in pool "${pool}" are in ${recorded} partition(s), ` +
        `this process is configured for ${configured}. Give all processes the same number, or another namespace.`,
      {
        code: TENANTRY_ERROR_CODES.INVALID_CONFIGURATION,
        details: { pool, namespace, configured, recorded },
      },
    );
  }
}
