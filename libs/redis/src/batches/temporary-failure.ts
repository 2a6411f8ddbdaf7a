import { TenantryError } from '../common/tenantry.error.js';
import { ConnectivityError } from '../connections/connectivity.errors.js';

/** Whether Redis is away or busy with itself: the same call may succeed later. */
export function isTemporary(error: unknown): error is TenantryError {
  return error instanceof ConnectivityError || (error instanceof TenantryError && error.retryable);
}

/** What a log line says about whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where whatever was thrown comes from, if it says so. */
export function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
