import { checkInteger } from '../../common/check-integer.js';
import type { PoolAlias } from '../../common/pool-alias.js';
import type { PoolOption, ReadItemsOptions, WriteOptions } from '../repository-options.js';
import { TenantRepository } from '../tenant.repository.js';
import { ttlArguments } from '../ttl-seconds.js';
import { ackItems } from './ack-items.js';
import { checkArray, checkIndex, leaseMilliseconds } from './batch-arguments.js';
import { BatchQueue } from './batch-queue.js';
import type { ClaimOptions } from './batch.options.js';
import type { ClaimedItem } from './claimed-item.js';
import { itemChunks } from './item-chunks.js';
import { readItem, tryReadItem } from './item-reader.js';
import { LeasedItem } from './leased-item.js';

const MOST_CLAIMED = 1_000;
const DEFAULT_LIMIT = 100;
const DEFAULT_LEASE_SECONDS = 60;

/**
 * Queues of the tenant, by service, entity and action: lists in pool `handlers`, key
 * `<tenant>:batch:<service>:<entity>:<action>`, first in, first out. They do not expire unless `ttlSeconds` or the
 * module's `ttl.batch` says so.
 * ```ts
 * await batch.enqueue('email', 'reports', 'send', { userId: 'u1' });
 * for (const item of await batch.claim('email', 'reports', 'send', { model: Report })) {
 *   try {
 *     await send(item.value);
 *     await item.ack();
 *   } catch {
 *     await item.nack({ delaySeconds: 30 * item.attempt });
 *   }
 * }
 * ```
 * Which tenants have items, `BatchCoordinator` knows.
 *
 * All methods throw `MissingTenantError`, `InvalidKeyPartError` (service, entity, action), `InvalidArgumentError`,
 * `WrongTypeError`, `CommandRefusedError` and the errors of an unreachable pool.
 */
export class BatchRepository extends TenantRepository {
  /** Pool of the queues, and of everything that belongs to them, unless a call names another. */
  protected readonly pool: PoolAlias = 'handlers';

  /**
   * Appends an item. When the promise resolves the item is in the queue and the tenant is pending. If marking the
   * tenant is what fails, the promise rejects and the item is queued: the message says so.
   * @returns the list's new length: items that nobody has claimed
   * @throws UnsupportedValueError for a value that cannot be stored
   */
  async enqueue(
    service: string,
    entity: string,
    action: string,
    item: unknown,
    options?: WriteOptions,
  ): Promise<number> {
    return this.#enqueue(service, entity, action, [this.runtime.codec.encode(item, 'item')], options);
  }

  /**
   * Appends items in their order; none if one of them cannot be stored. Up to 5,000 items of together 1 MiB are
   * appended at once, all or none; more in several such steps, so that the server is not held up. An empty array
   * changes nothing.
   * @returns the list's new length
   * @throws UnsupportedValueError naming the item: `items[3]`
   */
  async enqueueMany(
    service: string,
    entity: string,
    action: string,
    items: readonly unknown[],
    options?: WriteOptions,
  ): Promise<number> {
    const texts = Array.from(checkArray('items', items), (item, index) =>
      this.runtime.codec.encode(item, `items[${index}]`),
    );
    return this.#enqueue(service, entity, action, texts, options);
  }

  /**
   * Items of the list from `start` to `end`, both included; negative ones count from its end. They stay in the list,
   * so two readers get the same ones: to work on them, `claim`.
   * @throws ModelValidationError naming the item, counted from `start`: `items[0]`
   */
  async getChunk(
    service: string,
    entity: string,
    action: string,
    start: number,
    end: number,
    options?: ReadItemsOptions<never>,
  ): Promise<unknown[]>;
  async getChunk<T extends object>(
    service: string,
    entity: string,
    action: string,
    start: number,
    end: number,
    options: ReadItemsOptions<T>,
  ): Promise<T[]>;
  async getChunk(
    service: string,
    entity: string,
    action: string,
    start: number,
    end: number,
    options?: ReadItemsOptions,
  ): Promise<unknown[]> {
    const queue = this.#queue(service, entity, action, options);
    const range = [checkIndex('start', start), checkIndex('end', end)] as const;
    const call = { operation: 'getChunk', pool: queue.pool, key: queue.key };
    const texts = await this.executeRead(call, () => queue.range(...range), []);
    return texts.map((text, index) => readItem(this.runtime.codec, text, `items[${index}]`, options?.model));
  }

  /**
   * Keeps the items of the list from `start` to `end`, both included, and removes the others; `trim(..., 100, -1)`
   * removes the first hundred. Claimed items are not concerned.
   * @returns how many were removed
   */
  async trim(
    service: string,
    entity: string,
    action: string,
    start: number,
    end: number,
    options?: PoolOption,
  ): Promise<number> {
    const queue = this.#queue(service, entity, action, options);
    return queue.trim(checkIndex('start', start), checkIndex('end', end));
  }

  /**
   * How many items can be claimed now: those in the list, those whose lease ended and those given back, unless they
   * wait for a delay.
   */
  async length(service: string, entity: string, action: string, options?: PoolOption): Promise<number> {
    const queue = this.#queue(service, entity, action, options);
    const call = { operation: 'length', pool: queue.pool, key: queue.key };
    return this.executeRead(call, () => queue.length(), 0);
  }

  /**
   * Takes items for this consumer alone: until their lease ends nobody else gets them. Items whose lease ended or
   * that were given back come first, then the list's, oldest first. A consumer that dies loses nothing: its items
   * are claimed again when the lease has ended, with `attempt` one higher.
   * @returns the items; none if nothing waits. One that cannot be read with its model is among them: see
   * {@link ClaimedItem.failure}
   */
  async claim(
    service: string,
    entity: string,
    action: string,
    options?: ClaimOptions<never>,
  ): Promise<Array<ClaimedItem<unknown>>>;
  async claim<T extends object>(
    service: string,
    entity: string,
    action: string,
    options: ClaimOptions<T>,
  ): Promise<Array<ClaimedItem<T>>>;
  async claim(
    service: string,
    entity: string,
    action: string,
    options: ClaimOptions = {},
  ): Promise<Array<ClaimedItem<unknown>>> {
    const { limit = DEFAULT_LIMIT, leaseSeconds = DEFAULT_LEASE_SECONDS, model } = options;
    const queue = this.#queue(service, entity, action, options);
    const { items, deadlineMs } = await queue.claim(
      checkInteger('limit', limit, 1, MOST_CLAIMED),
      leaseMilliseconds(leaseSeconds),
    );
    return items.map(
      (item) =>
        new LeasedItem(queue, item, deadlineMs, tryReadItem(this.runtime.codec, item.text, 'item', model)),
    );
  }

  /**
   * Acks items of any queues of this tenant: one call per queue (and per 1,000 items) instead of one per item.
   * @returns how many were still held: see {@link ClaimedItem.ack}
   * @throws InvalidArgumentError for anything but items that this tenant's repository claimed
   */
  async ackAll(items: ReadonlyArray<ClaimedItem<unknown>>): Promise<number> {
    return ackItems(this.tenant(), checkArray('items', items));
  }

  async #enqueue(
    service: string,
    entity: string,
    action: string,
    texts: readonly string[],
    options: WriteOptions | undefined,
  ): Promise<number> {
    const queue = this.#queue(service, entity, action, options);
    const ttl = ttlArguments(options?.ttlSeconds, this.runtime.ttlDefaults(queue.tenant).batch);
    if (texts.length === 0) return queue.listLength();
    let length = 0;
    for (const chunk of itemChunks(texts)) {
      length = await queue.push(ttl, chunk);
      await queue.markPending();
    }
    return length;
  }

  #queue(service: string, entity: string, action: string, options: PoolOption | undefined): BatchQueue {
    const pool = options?.pool ?? this.pool;
    return new BatchQueue(this.runtime, this.tenant(), pool, service, { entity, action });
  }
}
