import type { TenantReference } from '../context/tenant-reference.js';
import { KeyValueRepository } from '../repositories/key-value.repository.js';
import type { RepositoryRuntime, TenantScope } from '../repositories/tenant-scope.js';
import { UserRepository } from '../repositories/user.repository.js';

/**
 * Every repository of one tenant. Injected, it belongs to the request's tenant; `RedisTenants.for(tenant)` makes
 * one for a tenant named on purpose. Own repositories take it in their constructor:
 * ```ts
 * class OrderRepository extends TenantRepository {
 *   constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) { super(tenantRedis); }
 * }
 * ```
 */
export class TenantRedis implements TenantScope {
  readonly tenantReference: TenantReference;
  readonly runtime: RepositoryRuntime;
  #users: UserRepository | undefined;
  #keyValue: KeyValueRepository | undefined;

  constructor(tenantReference: TenantReference, runtime: RepositoryRuntime) {
    this.tenantReference = tenantReference;
    this.runtime = runtime;
  }

  /** User records, in pool `user`. */
  get users(): UserRepository {
    return (this.#users ??= new UserRepository(this));
  }

  /** Plain values by key, in pool `default`. */
  get keyValue(): KeyValueRepository {
    return (this.#keyValue ??= new KeyValueRepository(this));
  }
}
