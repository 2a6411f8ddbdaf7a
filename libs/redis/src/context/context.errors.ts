import { describeKey } from '../common/describe.js';
import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** A tenant id does not have the permitted form. Such ids are refused, never escaped. */
export class InvalidTenantError extends TenantryError {
  constructor(given: string, reason: string) {
    super(`Tenant id ${describeKey(given.slice(0, 64))} is refused: ${reason}.`, {
      code: TENANTRY_ERROR_CODES.INVALID_TENANT,
      details: { reason },
      statusCode: 400,
    });
  }
}

/** A tenant-bound repository was used although no tenant is known. */
export class MissingTenantError extends TenantryError {
  constructor() {
    super(
      'No tenant is known here. Send what `tenancy.resolve` reads (a header, a subdomain, an API key), ' +
        'or wrap the call in TenantContext.run({ tenant }, fn), or use RedisTenants.for(tenant).',
      { code: TENANTRY_ERROR_CODES.MISSING_TENANT, statusCode: 400 },
    );
  }
}

/** An operation needs the current user, and the running context has none. */
export class MissingUserError extends TenantryError {
  constructor(operation: string) {
    super(
      `${operation} needs the current user, and the context has none. ` +
        'Configure `tenancy.resolveUser`, or name the user with `.of(userId)`.',
      { code: TENANTRY_ERROR_CODES.MISSING_USER, details: { operation }, statusCode: 400 },
    );
  }
}

/** A repository bound to one tenant was used while the running context says another. Always a defect. */
export class TenantMismatchError extends TenantryError {
  constructor(bound: string, current: string) {
    super(
      `A repository bound to tenant "${bound}" was used in the context of tenant "${current}". ` +
        'Do not keep request-scoped repositories beyond their request; use RedisTenants.for(tenant) to cross tenants on purpose.',
      { code: TENANTRY_ERROR_CODES.TENANT_MISMATCH, details: { bound, current } },
    );
  }
}

/** `TenantContext.assign` was called twice with different tenants, or with different users of one. */
export class TenantAlreadyAssignedError extends TenantryError {
  /** @param given the same tenant as `assigned`: it is the user that differs */
  constructor(assigned: string, given: string) {
    const message =
      assigned === given
        ? `This context already belongs to a user of tenant "${assigned}"; it cannot become another user's.`
        : `This context already belongs to tenant "${assigned}"; it cannot become "${given}".`;
    super(message, {
      code: TENANTRY_ERROR_CODES.TENANT_ALREADY_ASSIGNED,
      details: { assigned, given },
      statusCode: 403,
    });
  }
}
