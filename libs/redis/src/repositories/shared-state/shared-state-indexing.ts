import type { TenantId } from '../../common/tenant-id.js';
import type { KeyFactory } from '../../keys/key-factory.js';
import { entryTextOfSegment } from '../indexes/entry-text.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import type { RepositoryRuntime } from '../tenant-scope.js';

/** Index of all shared states, by user. */
export function userStatesKey(keys: KeyFactory, tenant: TenantId): string {
  return keys.index(tenant, 'sharedState');
}

/** A user's id as the last segment of the keys of the user's states. */
export function userSegment(keys: KeyFactory, tenant: TenantId, userId: string): string {
  const anyState = 'any';
  return keys.suffixOf(keys.sharedState(tenant, anyState, userId), keys.sharedStates(tenant, anyState));
}

/** States are found among those of one name, by the user; and all of a user's, by their names. */
export function sharedStateIndexing(
  { keys, indexes }: RepositoryRuntime,
  tenant: TenantId,
  state: string,
  userId?: string,
): RecordIndexing {
  return {
    kind: 'sharedState',
    group: state,
    prefix: keys.sharedStates(tenant, state),
    fields: indexes.sharedState,
    recordIndexes:
      userId === undefined
        ? []
        : [
            {
              key: userStatesKey(keys, tenant),
              prefix: keys.sharedStates(tenant),
              text: entryTextOfSegment(userSegment(keys, tenant, userId)),
            },
          ],
  };
}
