import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** `tenancy.authorize` said no: the tenant is unknown, or this request may not use it. */
export class TenantRefusedError extends TenantryError {
  constructor(tenant: string) {
    super(`Tenant "${tenant}" is refused for this request.`, {
      code: TENANTRY_ERROR_CODES.TENANT_REFUSED,
      details: { tenant },
      statusCode: 403,
    });
  }
}
