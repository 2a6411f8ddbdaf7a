import { randomUUID } from 'node:crypto';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { batchInspect, type ServiceQueues } from '../../scripts/batch-inspect.script.js';
import type { PendingKeys } from '../../scripts/batch-pending-keys.js';
import { batchRemovalBegin } from '../../scripts/batch-removal-begin.script.js';
import { batchRemovalFinish } from '../../scripts/batch-removal-finish.script.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { pendingKeys } from './pending-keys.js';
import { queueKeys, serviceQueues, type QueueName } from './queue-keys.js';
import { translateQueueError } from './translate-queue-error.js';

/** Registered queues that one script call looks at. */
const QUEUES_PER_STEP = 100;

/**
 * One attempt to take a tenant off the pending set, step by step. The set and the queues are in different slots, so
 * no single script can do it:
 * 1. `begin` moves the tenant from the set into a hash of those being removed, under this attempt's token;
 * 2. `hasItems` looks at the queues;
 * 3. `finish` puts the tenant back if there was something, and clears the hash unless a later attempt has begun.
 *
 * Whoever enqueues writes the item first and the set second. So either the second write comes after `begin` and
 * stays, or the item was there before `begin` and `hasItems` sees it. Whoever dies between the steps leaves the
 * tenant in the hash, where `pendingTenants` finds it.
 */
export class PendingRemoval {
  readonly #token = randomUUID();
  readonly #runtime: RepositoryRuntime;
  readonly #pendingKeys: PendingKeys;
  readonly #queues: ServiceQueues;
  /** Names of queues that the registry need not know. */
  readonly #others: readonly string[];

  /** @throws InvalidKeyPartError naming the part */
  constructor(
    runtime: RepositoryRuntime,
    readonly tenant: TenantId,
    readonly pool: PoolAlias,
    service: string,
    others: readonly QueueName[] = [],
  ) {
    this.#runtime = runtime;
    this.#pendingKeys = pendingKeys(runtime.keys, service);
    this.#queues = serviceQueues(runtime.keys, tenant, service);
    this.#others = others.map((queue) => queueKeys(runtime.keys, tenant, service, queue).name);
  }

  /** @returns true if the tenant was pending */
  begin(): Promise<boolean> {
    return this.#onPending((client) =>
      batchRemovalBegin(client, this.#pendingKeys, this.tenant, this.#token),
    );
  }

  /** Whether a queue of the service has items, waiting or leased. */
  async hasItems(): Promise<boolean> {
    const { listPrefix, registry } = this.#queues;
    let others = this.#others;
    let after = '';
    do {
      const page = await this.#run([listPrefix, registry], (client) =>
        batchInspect(client, this.#queues, after, QUEUES_PER_STEP, others),
      );
      if (page.hasItems) return true;
      others = [];
      after = page.next;
    } while (after !== '');
    return false;
  }

  /** @returns true if the tenant is no longer pending */
  finish(keep: boolean): Promise<boolean> {
    return this.#onPending((client) =>
      batchRemovalFinish(client, this.#pendingKeys, this.tenant, this.#token, keep),
    );
  }

  #onPending<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#run([this.#pendingKeys.pending, this.#pendingKeys.removing], command);
  }

  async #run<T>(
    keys: readonly [string, ...string[]],
    command: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await command(this.#runtime.pools.client(this.pool));
    } catch (error) {
      throw translateQueueError(error, { operation: 'removeFromPending', pool: this.pool }, keys);
    }
  }
}
