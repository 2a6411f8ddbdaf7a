import { randomUUID } from 'node:crypto';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { isTemporary } from '../../connections/temporary-failure.js';
import { batchAck } from '../../scripts/batch-ack.script.js';
import { batchClaim, type LeasedTexts } from '../../scripts/batch-claim.script.js';
import { batchEnqueue } from '../../scripts/batch-enqueue.script.js';
import { batchExtend } from '../../scripts/batch-extend.script.js';
import type { QueueKeys } from '../../scripts/batch-queue-keys.js';
import { batchRegister } from '../../scripts/batch-register.script.js';
import { batchRelease } from '../../scripts/batch-release.script.js';
import { batchTrim } from '../../scripts/batch-trim.script.js';
import type { TtlArguments } from '../../scripts/ttl-arguments.js';
import type { RepositoryRuntime } from '../tenant-scope.js';
import { ttlArguments } from '../ttl-seconds.js';
import { TenantNotMarkedError } from './batch.errors.js';
import { queueKeys, type QueueName } from './queue-keys.js';
import { translateQueueError } from './translate-queue-error.js';

/** One queue of a tenant in a pool: the single steps of what {@link BatchRepository} does, on texts. */
export class BatchQueue {
  readonly #runtime: RepositoryRuntime;
  readonly #keys: QueueKeys;
  readonly #pendingKey: string;

  /** @throws InvalidKeyPartError naming the part */
  constructor(
    runtime: RepositoryRuntime,
    readonly tenant: TenantId,
    readonly pool: PoolAlias,
    service: string,
    name: QueueName,
  ) {
    this.#runtime = runtime;
    this.#keys = queueKeys(runtime.keys, tenant, service, name);
    this.#pendingKey = runtime.keys.pendingTenants(service);
  }

  /** Key of the list, which stands for the queue in messages. */
  get key(): string {
    return this.#keys.list;
  }

  /** First step of enqueueing: appends texts, at least one. @returns the list's new length */
  push(ttl: TtlArguments, texts: readonly string[]): Promise<number> {
    const { list, registry } = this.#keys;
    return this.#run('enqueue', [list, registry], (client) => batchEnqueue(client, this.#keys, ttl, texts));
  }

  /**
   * Second step of enqueueing. Only ever after the first: whoever takes the tenant off the pending set meanwhile
   * sees the items, or this puts it back.
   */
  async markPending(): Promise<void> {
    try {
      await this.#run(
        'enqueue (items are queued, the tenant is not marked as pending)',
        [this.#pendingKey],
        (client) => client.sadd(this.#pendingKey, this.tenant),
      );
    } catch (error) {
      // What it says of itself, that it may be repeated, is not true of the whole.
      throw isTemporary(error) ? new TenantNotMarkedError(this.pool, this.key, error) : error;
    }
  }

  /** Length of the list. */
  listLength(): Promise<number> {
    return this.#run('length', [this.#keys.list], (client) => client.llen(this.#keys.list));
  }

  /** Items that can be claimed now. */
  length(): Promise<number> {
    return this.#run('length', this.#allKeys(), (client) => batchRegister(client, this.#keys));
  }

  /** Texts of a range of the list. */
  async range(start: number, end: number): Promise<string[]> {
    const [texts] = await Promise.all([
      this.#run('getChunk', [this.#keys.list], (client) => client.lrange(this.#keys.list, start, end)),
      this.#run('getChunk', this.#allKeys(), (client) => batchRegister(client, this.#keys)),
    ]);
    return texts;
  }

  /** Keeps a range of the list. @returns how many items were removed */
  trim(start: number, end: number): Promise<number> {
    return this.#run('trim', this.#allKeys(), (client) => batchTrim(client, this.#keys, start, end));
  }

  claim(limit: number, leaseMs: number): Promise<LeasedTexts> {
    const claim = { limit, leaseMs, tokenBase: randomUUID(), keptMs: this.#keptMs() };
    return this.#run('claim', this.#allKeys(), (client) => batchClaim(client, this.#keys, claim));
  }

  /** @param references of leased items, 1 to 4,000 @returns how many were still held */
  ack(references: readonly string[]): Promise<number> {
    const { list, leases, registry } = this.#keys;
    return this.#run('ack', [leases, list, registry], (client) => batchAck(client, this.#keys, references));
  }

  release(reference: string, delayMs: number): Promise<boolean> {
    return this.#run('nack', [this.#keys.leases], (client) =>
      batchRelease(client, this.#keys, reference, delayMs, this.#keptMs()),
    );
  }

  extend(reference: string, leaseMs: number): Promise<number | null> {
    return this.#run('extend', [this.#keys.leases], (client) =>
      batchExtend(client, this.#keys, reference, leaseMs, this.#keptMs()),
    );
  }

  #allKeys(): [string, string, string] {
    return [this.#keys.list, this.#keys.leases, this.#keys.registry];
  }

  /** Milliseconds that items are kept by default, or -1. */
  #keptMs(): number {
    return ttlArguments(undefined, this.#runtime.ttlDefaults(this.tenant).batch)[1];
  }

  async #run<T>(
    operation: string,
    keys: readonly [string, ...string[]],
    command: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await command(this.#runtime.pools.client(this.pool));
    } catch (error) {
      throw translateQueueError(error, { operation, pool: this.pool }, keys);
    }
  }
}
