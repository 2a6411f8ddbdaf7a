import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { DefaultTtl } from '../../config/ttl-options.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import { SearchableRepository } from '../searchable.repository.js';
import type { TenantScope } from '../tenant-scope.js';
import { sharedStateIndexing } from './shared-state-indexing.js';

/** One shared state of all users, by user id; fields of `indexes.sharedState` can be searched. */
export class SharedStateOfUsers extends SearchableRepository {
  protected override readonly pool: PoolAlias = 'symphony_shared_state';
  protected override readonly declaration = 'indexes.sharedState';

  constructor(
    scope: TenantScope,
    /** Name of the state. */
    readonly state: string,
  ) {
    super(scope);
  }

  protected override keyOf(tenant: TenantId, userId: string): string {
    return this.runtime.keys.sharedState(tenant, this.state, userId);
  }

  protected override indexing(tenant: TenantId, userId?: string): RecordIndexing {
    return sharedStateIndexing(this.runtime, tenant, this.state, userId);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).sharedState;
  }
}
