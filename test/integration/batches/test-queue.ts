import type { TenantId } from '../../../libs/redis/src/common/tenant-id.js';
import type { RedisClient } from '../../../libs/redis/src/connections/pool-clients.js';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import type { ClaimedItem } from '../../../libs/redis/src/repositories/batch/claimed-item.js';
import { pendingKeys } from '../../../libs/redis/src/repositories/batch/pending-keys.js';
import { queueKeys } from '../../../libs/redis/src/repositories/batch/queue-keys.js';
import type { TenantScope } from '../../../libs/redis/src/repositories/tenant-scope.js';
import type { TenantScopeOptions } from '../../support/tenant-scope.js';
import type { TestRedis } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** A queue that no other test uses, and what surrounds it. */
export interface TestQueue {
  /** Service, entity and action: the first three arguments of every method. */
  readonly name: readonly [service: string, entity: string, action: string];
  readonly service: string;
  readonly tenant: TenantId;
  readonly scope: TenantScope;
  readonly batch: BatchRepository;
  readonly coordinator: BatchCoordinator;
  /** Redis keys of the queue and of its service. */
  readonly keys: Readonly<Record<'list' | 'leases' | 'registry' | 'pending' | 'removing', string>>;
  readonly client: RedisClient;
}

/** A queue of the tenant and the service that the options name, by default of new ones. */
export function testQueue(
  redis: TestRedis,
  options: TenantScopeOptions & { readonly service?: string; readonly entity?: string } = {},
): TestQueue {
  const scope = redis.scope(options);
  const tenant = scope.tenantReference.resolve();
  const { service = uniqueName('email'), entity = 'reports' } = options;
  const { keys } = scope.runtime;
  return {
    name: [service, entity, 'send'],
    service,
    tenant,
    scope,
    batch: new BatchRepository(scope),
    coordinator: new BatchCoordinator(scope.runtime),
    keys: { ...queueKeys(keys, tenant, service, { entity, action: 'send' }), ...pendingKeys(keys, service) },
    client: redis.client('handlers'),
  };
}

/** The values of items, to compare. */
export function valuesOf(items: ReadonlyArray<ClaimedItem<unknown>>): unknown[] {
  return items.map((item) => item.value);
}

/** All tenants of a pass over the pending ones, sorted, each once. */
export async function allPending(coordinator: BatchCoordinator, service: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await coordinator.pendingTenants(service, cursor === null ? {} : { cursor });
    for (const tenant of page.tenants) found.add(tenant);
    cursor = page.cursor;
  } while (cursor !== null);
  return [...found].toSorted();
}
