import type { TenantId } from '../../common/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { ServiceQueues } from '../../scripts/batch-inspect.script.js';
import type { QueueKeys } from '../../scripts/batch-queue-keys.js';

/** Where a queue is: `entity` and `action` within a service. */
export interface QueueName {
  /** What the items are about. */
  readonly entity: string;
  /** What is to be done with them. */
  readonly action: string;
}

/** Kind of the index that lists a service's queues. */
const REGISTRY = 'batch';

/** The keys of a queue. @throws InvalidKeyPartError naming the part */
export function queueKeys(
  keys: KeyFactory,
  tenant: TenantId,
  service: string,
  { entity, action }: QueueName,
): QueueKeys {
  const list = keys.batchList(tenant, service, entity, action);
  return {
    list,
    leases: keys.batchLeases(tenant, service, entity, action),
    registry: keys.index(tenant, REGISTRY, service),
    name: list.slice(keys.batchLists(tenant, service).length),
  };
}

/** Where all queues of a service are. @throws InvalidKeyPartError */
export function serviceQueues(keys: KeyFactory, tenant: TenantId, service: string): ServiceQueues {
  const [list, leases] = [
    keys.batchList(tenant, service, 'e', 'a'),
    keys.batchLeases(tenant, service, 'e', 'a'),
  ];
  return {
    listPrefix: keys.batchLists(tenant, service),
    leasesSuffix: leases.slice(list.length),
    registry: keys.index(tenant, REGISTRY, service),
  };
}
