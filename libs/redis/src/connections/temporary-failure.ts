import { TenantryError } from '../common/tenantry.error.js';
import { ConnectivityError } from './connectivity.errors.js';

/** Whether Redis is away or busy with itself: the same call may succeed later. */
export function isTemporary(error: unknown): error is TenantryError {
  return error instanceof ConnectivityError || (error instanceof TenantryError && error.retryable);
}
