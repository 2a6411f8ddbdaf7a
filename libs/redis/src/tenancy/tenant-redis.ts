import type { TenantReference } from '../context/tenant-reference.js';
import type { ExpiryEngines } from '../expiry/expiry-engines.js';
import { TriggerRepository } from '../expiry/repository/trigger.repository.js';
import type { PubSubRuntime, PubSubScope } from '../pubsub/pubsub-runtime.js';
import { RedisPublisher } from '../pubsub/redis-publisher.js';
import { RedisSubscriber } from '../pubsub/redis-subscriber.js';
import { BatchRepository } from '../repositories/batch/batch.repository.js';
import { KeyValueRepository } from '../repositories/key-value.repository.js';
import { SharedStateRepository } from '../repositories/shared-state/shared-state.repository.js';
import { StateHandlerRepository } from '../repositories/state-handlers/state-handler.repository.js';
import { TableRepository } from '../repositories/tables/table.repository.js';
import type { RepositoryRuntime, TenantScope } from '../repositories/tenant-scope.js';
import { UserRepository } from '../repositories/user.repository.js';

/**
 * Every repository of one tenant. Injected, it belongs to the request's tenant; `RedisTenants.for(tenant)` makes
 * one for a tenant named on purpose. Own repositories take it in their constructor:
 * ```ts
 * class OrderRepository extends TenantRepository {
 *   constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) { super(tenantRedis); }
 * }
 * ```
 */
export class TenantRedis implements TenantScope, PubSubScope {
  /** Where its repositories get their tenant from, at every call. */
  readonly tenantReference: TenantReference;
  /** What all repositories of the application share. */
  readonly runtime: RepositoryRuntime;
  /** @internal */
  readonly pubsub: PubSubRuntime;
  readonly #engines: ExpiryEngines;
  #users: UserRepository | undefined;
  #handlers: StateHandlerRepository | undefined;
  #tables: TableRepository | undefined;
  #sharedState: SharedStateRepository | undefined;
  #batch: BatchRepository | undefined;
  #triggers: TriggerRepository | undefined;
  #keyValue: KeyValueRepository | undefined;
  #publisher: RedisPublisher | undefined;
  #subscriber: RedisSubscriber | undefined;

  constructor(
    tenantReference: TenantReference,
    runtime: RepositoryRuntime,
    engines: ExpiryEngines,
    pubsub: PubSubRuntime,
  ) {
    this.tenantReference = tenantReference;
    this.runtime = runtime;
    this.#engines = engines;
    this.pubsub = pubsub;
  }

  /** User records, in pool `user`. */
  get users(): UserRepository {
    return (this.#users ??= new UserRepository(this));
  }

  /** What conversation handlers remember of each user, in pool `handlers`. */
  get handlers(): StateHandlerRepository {
    return (this.#handlers ??= new StateHandlerRepository(this));
  }

  /** Rows of tables, in pool `handlers`. */
  get tables(): TableRepository {
    return (this.#tables ??= new TableRepository(this));
  }

  /** What tools and agents share for each user, in pool `symphony_shared_state`. */
  get sharedState(): SharedStateRepository {
    return (this.#sharedState ??= new SharedStateRepository(this));
  }

  /** Queues, in pool `handlers`. */
  get batch(): BatchRepository {
    return (this.#batch ??= new BatchRepository(this));
  }

  /** Work to be done later, in pool `expiry`. */
  get triggers(): TriggerRepository {
    return (this.#triggers ??= new TriggerRepository(this, this.#engines));
  }

  /** Plain values by key, in pool `default`. */
  get keyValue(): KeyValueRepository {
    return (this.#keyValue ??= new KeyValueRepository(this));
  }

  /** Sends to the tenant's channels, in pool `pubsub`. */
  get publisher(): RedisPublisher {
    return (this.#publisher ??= new RedisPublisher(this));
  }

  /** Listens to the tenant's channels, in pool `pubsub`. */
  get subscriber(): RedisSubscriber {
    return (this.#subscriber ??= new RedisSubscriber(this));
  }
}
