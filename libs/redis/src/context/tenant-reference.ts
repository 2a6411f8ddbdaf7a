import type { TenantId } from '../common/tenant-id.js';
import { MissingTenantError, TenantMismatchError } from './context.errors.js';
import { currentStore } from './tenant-context.js';

/**
 * Where a repository gets its tenant from. Resolved at every call, before a key is built; see the three kinds
 * below.
 */
export interface TenantReference {
  /**
   * The tenant of this call.
   * @throws MissingTenantError | TenantMismatchError
   */
  resolve(): TenantId;
}

/**
 * A tenant fixed by dependency injection. Use inside the context of another tenant is a defect (a leaked
 * request-scoped instance) and is refused; use outside any context is allowed.
 */
export function boundTenant(tenant: TenantId): TenantReference {
  return {
    resolve() {
      const current = currentStore()?.tenant;
      if (current !== undefined && current !== tenant) throw new TenantMismatchError(tenant, current);
      return tenant;
    },
  };
}

/** The tenant of whatever context the call runs in. */
export const lazyTenant: TenantReference = {
  resolve() {
    const tenant = currentStore()?.tenant;
    if (tenant === undefined) throw new MissingTenantError();
    return tenant;
  },
};

/** A tenant named on purpose (`RedisTenants.for(tenant)`): the running context does not matter. */
export function explicitTenant(tenant: TenantId): TenantReference {
  return { resolve: () => tenant };
}
