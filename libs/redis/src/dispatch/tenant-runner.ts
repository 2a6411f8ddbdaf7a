/** Injection token of the application's {@link TenantRunner}. */
export const TENANT_RUNNER = Symbol('tenantry:tenant-runner');

/** Runs code as a tenant, the way a request of it runs. */
export interface TenantRunner {
  /**
   * Runs `fn` inside the tenant's context; durable providers resolved in it come from the tenant's DI sub-tree.
   * @throws InvalidTenantError
   */
  run<T>(tenant: string, fn: () => T, identity?: { readonly userId?: string }): T;
}

/** What a handler is called with: it runs as `tenant`. */
export interface TenantEvent {
  readonly tenant: string;
}
