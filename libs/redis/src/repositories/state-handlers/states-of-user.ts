import type { ModelMap } from '../../codec/models.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { DefaultTtl } from '../../config/ttl-options.js';
import { HashRepository } from '../hash.repository.js';
import type { RecordIndexing } from '../indexes/record-indexing.js';
import type { ModelsOption, WriteOptions } from '../repository-options.js';
import type { TenantScope } from '../tenant-scope.js';
import { mergedState, type MergedState } from './merged-state.js';
import { stateIndexing } from './state-indexing.js';

/** The handler states of one user, by the name of the handler. */
export class StatesOfUser extends HashRepository {
  protected override readonly pool: PoolAlias = 'handlers';

  constructor(
    scope: TenantScope,
    /** The user. */
    readonly userId: string,
  ) {
    super(scope);
  }

  /** See {@link StateHandlerRepository.merge}. */
  async merge<const M extends ModelMap | undefined = undefined>(
    handler: string,
    data: object,
    options?: WriteOptions & ModelsOption<M>,
  ): Promise<MergedState<M>> {
    return mergedState(await this.mergeFields(handler, data, options), handler);
  }

  protected override keyOf(tenant: TenantId, handler: string): string {
    return this.runtime.keys.state(tenant, handler, this.userId);
  }

  protected override indexing(tenant: TenantId, handler: string): RecordIndexing {
    return stateIndexing(this.runtime, tenant, handler);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).handlers;
  }
}
