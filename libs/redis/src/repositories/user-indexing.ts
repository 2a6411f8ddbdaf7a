import type { TenantId } from '../common/tenant-id.js';
import type { RecordIndexing } from './indexes/record-indexing.js';
import type { RepositoryRuntime } from './tenant-scope.js';

/** Users are found among all of the tenant. */
export function userIndexing({ keys, indexes }: RepositoryRuntime, tenant: TenantId): RecordIndexing {
  return {
    kind: 'user',
    group: undefined,
    prefix: keys.users(tenant),
    fields: indexes.user,
    recordIndexes: [],
  };
}
