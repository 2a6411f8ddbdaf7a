import type { PoolAlias } from '../../common/pool-alias.js';
import type { RedisCall } from '../../connections/reply.errors.js';
import type { PoolOption } from '../../repositories/repository-options.js';
import type { TenantScope } from '../../repositories/tenant-scope.js';
import { TenantRepository } from '../../repositories/tenant.repository.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';
import type { ExpiryEngines } from '../expiry-engines.js';

/** A call to the engine of a pool, for messages. */
export type EngineCall = RedisCall & { readonly pool: PoolAlias };

/** Stands for every action, or every identifier, in the messages of a call. */
export const ANY = '*';

/** Base of repositories that work with a pool's trigger engine instead of its client. */
export abstract class EngineRepository extends TenantRepository {
  /** @internal */
  protected readonly engines: ExpiryEngines;

  constructor(scope: TenantScope, engines: ExpiryEngines) {
    super(scope);
    this.engines = engines;
  }

  /**
   * Describes a call, and refuses what can be refused before anything is sent.
   * @internal
   * @throws MissingTenantError | TenantMismatchError
   * @throws InvalidArgumentError for a pool that `expiry.listeners` does not name
   * @throws InvalidKeyPartError for an action or identifier that cannot be part of a key
   */
  protected engineCall(
    operation: string,
    { pool = this.engines.defaultPool }: PoolOption,
    action: string,
    identifier: string,
  ): EngineCall {
    const tenant = this.tenant();
    this.engines.engine(pool);
    return { operation, pool, key: this.runtime.keys.trigger(tenant, action, identifier) };
  }

  /** Runs a call on the pool's engine, started. @internal @throws what {@link TenantRepository.execute} throws */
  protected onEngine<T>(call: EngineCall, run: (engine: TriggerEngine) => Promise<T>): Promise<T> {
    return this.execute(call, () => this.#started(call.pool, run));
  }

  /** Like {@link EngineRepository.onEngine}, for reads: see {@link TenantRepository.executeRead}. @internal */
  protected readEngine<T>(
    call: EngineCall,
    read: (engine: TriggerEngine) => Promise<T>,
    empty: T,
  ): Promise<T> {
    return this.executeRead(call, () => this.#started(call.pool, read), empty);
  }

  #started<T>(pool: PoolAlias, run: (engine: TriggerEngine) => Promise<T>): Promise<T> {
    const engine = this.engines.startedAlready(pool);
    return engine === undefined ? this.engines.started(pool).then(run) : run(engine);
  }
}
