import type { TenantId } from '../common/tenant-id.js';

/**
 * Payload of a durable DI sub-tree: what Nest injects there for `REQUEST`. The tenant is a private member
 * because Nest copies the enumerable members of a payload on to the request.
 */
export class TenantBinding {
  #tenant: TenantId | undefined;

  bind(tenant: TenantId): void {
    this.#tenant = tenant;
  }

  /** The tenant of a payload; undefined for anything that is not a bound payload, such as a plain request. */
  static tenantOf(payload: unknown): TenantId | undefined {
    return typeof payload === 'object' && payload !== null && #tenant in payload
      ? payload.#tenant
      : undefined;
  }
}
