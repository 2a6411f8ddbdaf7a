import type { PoolAlias } from '../../common/pool-alias.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { RedisClient } from '../../connections/pool-clients.js';
import { translateError } from '../../connections/translate-reply.js';
import { DeadLetters } from './dead-letters.js';
import { ForeignKeys, type ExpiredKey, type KeyListener } from './foreign-keys.js';
import { KnownActions } from './known-actions.js';
import { resolveTriggerEngine, type TriggerEngineOptions } from './trigger-engine.options.js';
import { TriggerKeys } from './trigger-keys.js';
import { TriggerListing } from './trigger-listing.js';
import { parseNudge } from './trigger-nudge.js';
import { leaseOf } from './trigger-outcomes.js';
import { TriggerPartition } from './trigger-partition.js';
import { TriggerPartitionsError } from './trigger-partitions.error.js';
import { sumCancelled, TriggerScheduler } from './trigger-scheduler.js';
import { mostScheduled, sumStats } from './trigger-stats.js';
import { TriggerTurns } from './trigger-turns.js';
import type {
  Cancelled,
  DeadLetterPage,
  HeldTrigger,
  NewTrigger,
  Nudge,
  Scheduled,
  TriggerName,
  TriggerPage,
  TriggerPageOptions,
  TriggerState,
  TenantStats,
  TriggerStats,
  Turn,
  TurnRequest,
} from './trigger.types.js';
import { TtlKeys } from './ttl-keys.js';
import { checkLease } from './turn-arguments.js';

/**
 * Durable triggers of one namespace in one pool: schedules, leases, retries and dead letters, all decided by scripts
 * on the server and by its clock. Nothing here waits or repeats; workers call {@link TriggerEngine.turn}.
 *
 * Methods throw InvalidKeyPartError and InvalidArgumentError before anything is sent, CommandRefusedError for what the
 * server refuses (OOM, NOPERM), and ConnectivityError.
 */
export class TriggerEngine {
  readonly pool: PoolAlias;
  readonly partitions: number;
  readonly #init: TriggerEngineOptions;
  readonly #keys: TriggerKeys;
  readonly #partitions: readonly TriggerPartition[];
  readonly #ttlKeys: TtlKeys;
  readonly #scheduler: TriggerScheduler;
  readonly #turns: TriggerTurns;
  readonly #listing: TriggerListing;
  readonly #deadLetters: DeadLetters;
  readonly #knownActions: KnownActions;
  readonly #foreignKeys: ForeignKeys;

  constructor(init: TriggerEngineOptions) {
    const { pools, pool, keys, namespace } = init;
    const options = resolveTriggerEngine(init);
    const engineKeys = new TriggerKeys(keys, namespace, pool, options.partitions);
    this.pool = pool;
    this.partitions = options.partitions;
    this.#init = init;
    this.#keys = engineKeys;
    this.#partitions = Array.from({ length: options.partitions }, (_, partition) => {
      const prefix = engineKeys.prefix(partition);
      const nudgeChannel = engineKeys.nudgeChannel(partition);
      return new TriggerPartition({ pools, pool, prefix, nudgeChannel, timeShift: options.timeShift });
    });
    this.#ttlKeys = new TtlKeys(pools, pool, options.lingerMs);
    this.#scheduler = new TriggerScheduler(options, engineKeys, this.#ttlKeys, this.#partitions);
    this.#turns = new TriggerTurns(options, engineKeys, this.#ttlKeys);
    this.#listing = new TriggerListing(engineKeys, this.#partitions);
    this.#deadLetters = new DeadLetters(engineKeys, this.#partitions);
    this.#knownActions = new KnownActions(engineKeys.actions);
    this.#foreignKeys = new ForeignKeys({
      keys: engineKeys,
      ttlKeys: this.#ttlKeys,
      clustered: init.clustered,
      lingerMs: options.lingerMs,
      partitionOf: (key) => this.#partition(this.partitionOf(key)),
      announceActions: async (actions) => this.announceActions(actions),
    });
  }

  /**
   * Records the number of partitions, or compares it with what another process recorded.
   * @throws TriggerPartitionsError
   */
  async start(): Promise<void> {
    const { namespace } = this.#init;
    const field = `partitions:${this.pool}`;
    const recorded = await this.#run('start of triggers', this.#keys.meta, async (client) => {
      const known = await client.hget(this.#keys.meta, field);
      // Reading first: a server at maxmemory refuses the write, and what is recorded already needs none.
      if (known !== null) return known;
      await client.hsetnx(this.#keys.meta, field, this.partitions);
      return client.hget(this.#keys.meta, field);
    });
    if (recorded !== String(this.partitions)) {
      throw new TriggerPartitionsError(this.pool, namespace, this.partitions, recorded ?? 'no');
    }
  }

  /** Makes actions known to {@link TriggerEngine.cancelByIdentifier} and listings. Scheduling does it by itself. */
  async announceActions(actions: readonly string[]): Promise<void> {
    await this.#run('announceActions', this.#keys.actions, (client) =>
      this.#knownActions.announce(client, new Set(actions)),
    );
  }

  /** Schedules triggers; those that are scheduled already get the new time and payload. */
  async schedule(triggers: readonly NewTrigger[]): Promise<Scheduled> {
    // Throws for what cannot be part of a key, before anything is sent.
    const members = triggers.map((trigger) => trigger.key ?? this.#keys.member(trigger));
    const isNews = triggers.some(({ action }) => !this.#knownActions.isTold(action));
    if (isNews) await this.announceActions(triggers.map(({ action }) => action));
    return this.#scheduler.schedule(triggers, members);
  }

  /** Removes triggers, scheduled or running. */
  async cancel(triggers: readonly TriggerName[]): Promise<Cancelled> {
    return this.#scheduler.cancel(new Set(triggers.map((trigger) => this.#keys.member(trigger))));
  }

  /** Removes the triggers of all known actions that have this identifier. */
  async cancelByIdentifier(tenant: TenantId, identifier: string): Promise<Cancelled> {
    const cancel = async (actions: readonly string[]): Promise<Cancelled> =>
      this.cancel(actions.map((action) => ({ tenant, action, identifier })));
    const remembered = this.#knownActions.remembered();
    // Those that this process knows of need not wait for the list, which seldom holds others.
    const [cancelled, all] = await Promise.all([cancel([...remembered]), this.#allActions()]);
    const others = all.filter((action) => !remembered.has(action));
    return others.length === 0 ? cancelled : sumCancelled([cancelled, await cancel(others)]);
  }

  async get(trigger: TriggerName): Promise<TriggerState> {
    const member = this.#keys.member(trigger);
    const state = await this.#partition(this.partitionOf(member)).get(member);
    const { scheduled, running } = state;
    return {
      scheduled: scheduled && { dueMs: scheduled.dueMs, payload: scheduled.payload || null },
      running: running && {
        state: running.isLeased ? 'running' : 'retrying',
        dueMs: running.dueMs,
        attempt: running.attempt,
        untilMs: running.untilMs,
        payload: running.payload || null,
      },
    };
  }

  /** Scheduled triggers of a tenant: queue by queue, each by due time. */
  async list(
    tenant: TenantId,
    { action, ...page }: TriggerPageOptions & { readonly action?: string | undefined } = {},
  ): Promise<TriggerPage> {
    const actions = action === undefined ? await this.#allActions() : [action];
    return this.#listing.page(tenant, actions, page);
  }

  /** Dead letters of a tenant, oldest first within each partition. */
  async deadLetters(tenant: TenantId, page: TriggerPageOptions = {}): Promise<DeadLetterPage> {
    return this.#deadLetters.page(tenant, page);
  }

  /**
   * Makes dead letters due now, their attempts counted anew.
   * @returns how many; those whose trigger is scheduled stay dead
   */
  async retryDead(tenant: TenantId, ids: readonly string[]): Promise<number> {
    return this.#deadLetters.retry(tenant, ids);
  }

  /** Removes dead letters. @returns how many there were */
  async discardDead(tenant: TenantId, ids: readonly string[]): Promise<number> {
    return this.#deadLetters.discard(tenant, ids);
  }

  async stats(): Promise<TriggerStats> {
    const partitions = await Promise.all(this.#partitions.map(async (partition) => partition.stats()));
    return sumStats(partitions, (segment) => this.#keys.actionOf(segment));
  }

  /** The tenants with the most scheduled triggers; looks at up to 5,000 queues of each partition. */
  async topTenants(limit: number): Promise<TenantStats> {
    const partitions = await Promise.all(this.#partitions.map(async (partition) => partition.tenants()));
    return mostScheduled(partitions, limit);
  }

  /**
   * Settles outcomes and leases what is due, in one round trip; in a cluster with TTL keys in up to three. After an
   * error send the outcomes again: what was settled comes back as stale.
   */
  async turn(partition: number, request: TurnRequest): Promise<Turn> {
    return this.#turns.take(this.#partition(partition), partition, request);
  }

  /**
   * When a turn for these actions has something to do next: a due time, the time of a retry or the end of a lease. Maybe
   * earlier than that, never later; null: nothing is there. Changes nothing.
   */
  async nextWake(actions: readonly string[]): Promise<number | null> {
    const runnable = actions.map((action) => ({ action, free: 1, maxAttempts: 1 }));
    const request: TurnRequest = { limit: 0, leaseMs: 1, actions: runnable };
    const turns = await Promise.all(this.#partitions.map(async (_, index) => this.turn(index, request)));
    return turns.reduce<number | null>(
      (first, { nextMs }) => (first === null || (nextMs !== null && nextMs < first) ? nextMs : first),
      null,
    );
  }

  /** Lets leases end `leaseMs` from now. @returns for each its new end, or null: lost or revoked */
  async extend(
    partition: number,
    held: readonly HeldTrigger[],
    leaseMs: number,
  ): Promise<ReadonlyArray<number | null>> {
    checkLease(leaseMs);
    return held.length === 0 ? [] : this.#partition(partition).extend(held.map(leaseOf), leaseMs);
  }

  /** Partition of a trigger's key. */
  partitionOf(key: string): number {
    return this.#keys.partitionOf(key);
  }

  /** Where a message appears when something is due earlier than a turn could know. */
  nudgeChannel(partition: number): string {
    return this.#keys.nudgeChannel(partition);
  }

  /** What a message on a nudge channel says; null for text that the engine did not write. */
  parseNudge(message: string): Nudge | null {
    return parseNudge(message, (segment) => this.#keys.actionOf(segment));
  }

  /** The trigger whose key this is; null for any other key. */
  parseKey(key: string): TriggerName | null {
    return this.#keys.parse(key);
  }

  /**
   * Keys of triggers expired: makes those triggers due now that the engine does not know of, unless another listener
   * has reported the same expiry within the window. Keys of one partition are taken together or not at all.
   * @param expiries up to 1,000, all of one partition, see {@link TriggerEngine.partitionOf}
   * @returns for each whether it is due because of this call
   * @throws InvalidArgumentError for a key that is no trigger's: nothing is taken
   */
  async adopt(expiries: readonly ExpiredKey[], listener: KeyListener): Promise<boolean[]> {
    return this.#foreignKeys.adopt(expiries, listener);
  }

  /**
   * A key that another program set to expire: schedules its trigger for that moment, unless it is scheduled.
   * @returns whether it is scheduled because of this call
   */
  async takeOver(key: string): Promise<boolean> {
    return this.#foreignKeys.takeOver(key);
  }

  #partition(index: number): TriggerPartition {
    const partition = this.#partitions[index];
    if (partition !== undefined) return partition;
    throw new InvalidArgumentError('partition', `an integer from 0 to ${this.partitions - 1}`, String(index));
  }

  /** In order, each once. */
  async #allActions(): Promise<string[]> {
    const actions = await this.#run('read of known actions', this.#keys.actions, (client) =>
      this.#knownActions.read(client),
    );
    return [...actions].sort();
  }

  async #run<T>(operation: string, key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await command(this.#init.pools.client(this.pool));
    } catch (error) {
      throw translateError(error, { operation, pool: this.pool, key });
    }
  }
}
