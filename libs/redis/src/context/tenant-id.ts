import { describeType } from '../common/describe.js';
import type { TenantId } from '../common/tenant-id.js';
import { InvalidTenantError } from './context.errors.js';

/** Permitted form of a tenant id: 1 to 128 of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit. */
export const TENANT_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Ids that would make a tenant's keys meet the system's own keys. */
export const RESERVED_TENANT_IDS: ReadonlySet<string> = new Set(['exp', 'pending_batches']);

/**
 * Validates a tenant id.
 *
 * @throws InvalidTenantError if it is not text, has another form than {@link TENANT_ID_PATTERN} or is reserved.
 */
export function parseTenantId(value: unknown): TenantId {
  if (typeof value !== 'string') throw new InvalidTenantError(describeType(value), 'it is not a string');
  if (!TENANT_ID_PATTERN.test(value)) {
    throw new InvalidTenantError(
      value,
      'expected 1 to 128 letters, digits, ".", "_" or "-", beginning with a letter or digit',
    );
  }
  if (RESERVED_TENANT_IDS.has(value))
    throw new InvalidTenantError(value, 'the name is reserved for the system');
  return value as TenantId;
}
