import { TENANTRY_ERROR_CODES } from '../../common/error-codes.js';
import { TenantryError } from '../../common/tenantry.error.js';

/** A service registry did not name the servers of a pool. */
export class ServiceLookupError extends TenantryError {
  /**
   * @param registry name of the registry
   * @param reason what happened, and what to do about it; without secrets
   */
  constructor(registry: string, service: string, reason: string, options?: { readonly cause?: unknown }) {
    super(`The service "${service}" could not be found in registry "${registry}": ${reason}.`, {
      code: TENANTRY_ERROR_CODES.SERVICE_LOOKUP_FAILED,
      details: { registry, service },
      cause: options?.cause,
      retryable: true,
    });
  }
}
