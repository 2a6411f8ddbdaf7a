import { checkInteger } from '../../common/check-integer.js';
import { describeKey } from '../../common/describe.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import { InvalidTenantError } from '../../context/context.errors.js';
import { parseTenantId } from '../../context/tenant-id.js';
import { batchPendingPage } from '../../scripts/batch-pending-page.script.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { checkArray } from './batch-arguments.js';
import type { PendingTenantsOptions, RemoveFromPendingOptions } from './batch.options.js';
import { formatCursor, parseCursor } from './pending-cursor.js';
import { pendingKeys } from './pending-keys.js';
import { PendingRemoval } from './pending-removal.js';
import { translateQueueError } from './translate-queue-error.js';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 10_000;
const MOST_QUEUES = 1_000;

/** A page of {@link BatchCoordinator.pendingTenants}. */
export interface PendingTenantsPage {
  /** Tenants that may have items; may be none while there are more pages. */
  readonly tenants: TenantId[];
  /** For the next call; null if this was the last page. */
  readonly cursor: string | null;
}

/**
 * Which tenants have items of a service to work on, over all tenants: the set `pending_batches:<service>` in pool
 * `handlers`. Not bound to a tenant; for workers.
 * ```ts
 * const { tenants, cursor } = await coordinator.pendingTenants('email');
 * for (const tenant of tenants) {
 *   const items = await redisTenants.for(tenant).batch.claim('email', 'reports', 'send');
 *   ...
 *   if (items.length === 0) await coordinator.removeFromPending('email', tenant);
 * }
 * ```
 * The set is a hint: it may name a tenant whose queues are empty, or whose items are all leased. Look into the
 * queues, and take the tenant off when nothing is found; `removeFromPending` looks itself before it does so. Never
 * missing from it is a tenant whose `enqueue` has resolved and whose item is not yet acked.
 *
 * Give every call the `pool` that the items were enqueued with. All methods throw `InvalidKeyPartError` (the service),
 * `InvalidArgumentError`, `WrongTypeError`, `CommandRefusedError` and, whatever the option `errors` says, the errors
 * of an unreachable pool.
 */
export class BatchCoordinator {
  readonly #runtime: RepositoryRuntime;
  readonly #pool: PoolAlias = 'handlers';

  constructor(runtime: RepositoryRuntime) {
    this.#runtime = runtime;
  }

  /**
   * A page of the tenants that may have items, those included that somebody is just taking off. A pass over all
   * pages names every tenant that is pending throughout; it may name one twice. What is no tenant id is left out,
   * with a line in the log.
   */
  async pendingTenants(service: string, options: PendingTenantsOptions = {}): Promise<PendingTenantsPage> {
    const { pool = this.#pool, limit = DEFAULT_PAGE } = options;
    const keys = pendingKeys(this.#runtime.keys, service);
    const cursor = parseCursor(options.cursor);
    const count = checkInteger('limit', limit, 1, LARGEST_PAGE);
    try {
      const { members, next } = await batchPendingPage(this.#runtime.pools.client(pool), keys, cursor, count);
      return { tenants: this.#tenantsOf(new Set(members), keys.pending), cursor: formatCursor(next) };
    } catch (error) {
      throw translateQueueError(error, { operation: 'pendingTenants', pool }, [keys.pending, keys.removing]);
    }
  }

  /**
   * Takes a tenant off the pending set, unless one of its queues of the service has items: waiting, leased, or given
   * back. Safe at any time, also while others enqueue, claim or remove, and if this process dies in the middle.
   *
   * It knows queues that this library has written or read; name in `queues` those that only other programs write.
   * @returns true if the tenant is no longer pending
   * @throws InvalidTenantError
   */
  async removeFromPending(
    service: string,
    tenant: string,
    options: RemoveFromPendingOptions = {},
  ): Promise<boolean> {
    const queues = checkArray('queues', options.queues ?? []);
    checkInteger('queues.length', queues.length, 0, MOST_QUEUES);
    const pool = options.pool ?? this.#pool;
    const removal = new PendingRemoval(this.#runtime, parseTenantId(tenant), pool, service, queues);
    await removal.begin();
    return removal.finish(await this.#hasItems(removal));
  }

  /** If the queues cannot be looked at, the tenant stays pending. */
  async #hasItems(removal: PendingRemoval): Promise<boolean> {
    try {
      return await removal.hasItems();
    } catch (error) {
      await removal.finish(true).catch((reason: unknown) => {
        // Nothing is lost: the tenant is still among those being removed, which pendingTenants names too.
        this.#warn(`Tenant "${removal.tenant}" could not be put back on the pending set: ${String(reason)}`);
      });
      throw error;
    }
  }

  #tenantsOf(members: ReadonlySet<string>, key: string): TenantId[] {
    const tenants: TenantId[] = [];
    const others: string[] = [];
    for (const member of members) {
      try {
        tenants.push(parseTenantId(member));
      } catch (error) {
        if (!(error instanceof InvalidTenantError)) throw error;
        others.push(member);
      }
    }
    if (others.length > 0) {
      this.#warn(
        `${describeKey(key)} holds ${others.length} member(s) that are no tenant ids, such as ` +
          `${describeKey(others[0] ?? '')}. They are left out; another program wrote them.`,
      );
    }
    return tenants;
  }

  #warn(message: string): void {
    this.#runtime.logger.warn(message, BatchCoordinator.name);
  }
}
