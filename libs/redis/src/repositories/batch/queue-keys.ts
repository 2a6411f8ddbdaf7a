import type { TenantId } from '../../common/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { ServiceQueues } from '../../scripts/batch-inspect.script.js';
import type { QueueKeys } from '../../scripts/batch-queue-keys.js';

/** Where a queue is: `entity` and `action` within a service. */
export interface QueueName {
  readonly entity: string;
  readonly action: string;
}

/** Kind of the index that lists a service's queues. */
const REGISTRY = 'batch';

/** A queue whose name is known, to see how the key factory writes what stands before it. */
const SAMPLE = { entity: 'e', action: 'a', name: 'e:a' } as const;

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
    name: list.slice(listPrefix(keys, tenant, service).length),
  };
}

/** Where all queues of a service are. @throws InvalidKeyPartError */
export function serviceQueues(keys: KeyFactory, tenant: TenantId, service: string): ServiceQueues {
  const prefix = listPrefix(keys, tenant, service);
  const leases = keys.batchLeases(tenant, service, SAMPLE.entity, SAMPLE.action);
  return {
    listPrefix: prefix,
    leasesSuffix: leases.slice(prefix.length + SAMPLE.name.length),
    registry: keys.index(tenant, REGISTRY, service),
  };
}

function listPrefix(keys: KeyFactory, tenant: TenantId, service: string): string {
  return keys.batchList(tenant, service, SAMPLE.entity, SAMPLE.action).slice(0, -SAMPLE.name.length);
}
