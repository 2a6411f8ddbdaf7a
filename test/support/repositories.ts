import { SharedStateRepository } from '../../libs/redis/src/repositories/shared-state/shared-state.repository.js';
import { StateHandlerRepository } from '../../libs/redis/src/repositories/state-handlers/state-handler.repository.js';
import { TableRepository } from '../../libs/redis/src/repositories/tables/table.repository.js';
import type { TenantScope } from '../../libs/redis/src/repositories/tenant-scope.js';
import { UserRepository } from '../../libs/redis/src/repositories/user.repository.js';
import type { TenantId } from '../../libs/redis/src/common/tenant-id.js';
import type { KeyFactory } from '../../libs/redis/src/keys/key-factory.js';

/** The repositories of one tenant, and what a test needs to look at their keys. */
export interface TestRepositories {
  readonly tenant: TenantId;
  readonly keys: KeyFactory;
  readonly users: UserRepository;
  readonly handlers: StateHandlerRepository;
  readonly tables: TableRepository;
  readonly sharedState: SharedStateRepository;
}

/** @param scope of a tenant that is known outside any context */
export function repositoriesOf(scope: TenantScope): TestRepositories {
  return {
    tenant: scope.tenantReference.resolve(),
    keys: scope.runtime.keys,
    users: new UserRepository(scope),
    handlers: new StateHandlerRepository(scope),
    tables: new TableRepository(scope),
    sharedState: new SharedStateRepository(scope),
  };
}
