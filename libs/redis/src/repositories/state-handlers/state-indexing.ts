import type { TenantId } from '../../common/tenant-id.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import type { RepositoryRuntime } from '../tenant-scope.js';

/** States are found among those of one handler, by the user. */
export function stateIndexing(
  { keys, indexes }: RepositoryRuntime,
  tenant: TenantId,
  handler: string,
): RecordIndexing {
  return {
    kind: 'state',
    group: handler,
    prefix: keys.states(tenant, handler),
    fields: indexes.handlers,
    recordIndexes: [],
  };
}
