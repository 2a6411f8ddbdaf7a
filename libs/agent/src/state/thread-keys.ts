import type { KeyFactory, TenantId } from '@tenantry/redis';
import type { ThreadKeys, ThreadsKeys } from '../scripts/thread-keys.js';

/** A thread whose keys are known, to see what the key of its messages adds. */
const SAMPLE = 't';

/** The keys of a thread. @throws InvalidKeyPartError naming `threadId` */
export function threadKeys(keys: KeyFactory, tenant: TenantId, threadId: string): ThreadKeys {
  return {
    keys: [keys.thread(tenant, threadId), keys.threadMessages(tenant, threadId), ...indexKeys(keys, tenant)],
    segment: keys.threadSegment(threadId),
  };
}

/** What the keys of a tenant's threads have in common. */
export function threadsKeys(keys: KeyFactory, tenant: TenantId): ThreadsKeys {
  const prefix = keys.threads(tenant);
  const [byUpdate, byExpiry, byId] = indexKeys(keys, tenant);
  return {
    keys: [prefix, prefix, byUpdate, byExpiry, byId],
    messagesSuffix: keys.threadMessages(tenant, SAMPLE).slice(keys.thread(tenant, SAMPLE).length),
    byUpdate,
    byExpiry,
    byId,
  };
}

function indexKeys(keys: KeyFactory, tenant: TenantId): [byUpdate: string, byExpiry: string, byId: string] {
  return [keys.threadIndex(tenant), keys.threadExpiryIndex(tenant), keys.threadIdIndex(tenant)];
}
