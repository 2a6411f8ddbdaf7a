import type { ModelMap } from '../../codec/models.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { DefaultTtl } from '../../config/ttl-options.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import type { ModelsOption, WriteOptions } from '../repository-options.js';
import { SearchableRepository } from '../searchable.repository.js';
import type { TenantScope } from '../tenant-scope.js';
import { mergedState, type MergedState } from './merged-state.js';
import { stateIndexing } from './state-indexing.js';

/** The states of one handler, by user id; fields of `indexes.handlers` can be searched. */
export class StatesOfHandler extends SearchableRepository {
  protected override readonly pool: PoolAlias = 'handlers';
  protected override readonly declaration = 'indexes.handlers';

  constructor(
    scope: TenantScope,
    /** Name of the handler. */
    readonly handler: string,
  ) {
    super(scope);
  }

  /** See {@link StateHandlerRepository.merge}. */
  async merge<const M extends ModelMap | undefined = undefined>(
    userId: string,
    data: object,
    options?: WriteOptions & ModelsOption<M>,
  ): Promise<MergedState<M>> {
    return mergedState(await this.mergeFields(userId, data, options), this.handler);
  }

  protected override keyOf(tenant: TenantId, userId: string): string {
    return this.runtime.keys.state(tenant, this.handler, userId);
  }

  protected override indexing(tenant: TenantId): RecordIndexing {
    return stateIndexing(this.runtime, tenant, this.handler);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).handlers;
  }
}
