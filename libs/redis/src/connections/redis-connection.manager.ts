import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { ResolvedConfig, ResolvedPoolOptions } from '../config/resolved-config.js';
import { runPipeline, runTransaction, type BatchCallback } from './batch.js';
import { closeClient } from './close-client.js';
import { ConnectionLog } from './connection-log.js';
import { createClient } from './connectors/create-client.js';
import { createSubscriber } from './connectors/create-subscriber.js';
import { DedicatedConnections, type WithConnectionOptions } from './dedicated/dedicated-connections.js';
import { captureBorrower } from './dedicated/lease.js';
import { watchKeys, type WatchCallback, type WatchOptions, type WatchResult } from './dedicated/watch.js';
import { flushPool } from './flush-pool.js';
import { PoolMonitors, type ReadCounts } from './guard/pool-monitors.js';
import { LiveConnections } from './live-connections.js';
import type { PoolClients, RedisClient } from './pool-clients.js';
import { PoolUnavailableError } from './connectivity.errors.js';
import type { PoolGuard } from './pool-guard.js';
import type { ManagerStats, PoolState, PoolStatistics } from './pool-snapshots.js';
import { UnknownPoolError } from './pool.errors.js';
import { poolReplicas } from './replicas/pool-replicas.js';
import type { ReplicaReads } from './replicas/replica-reads.js';
import { PoolStart } from './startup/pool-start.js';
import { StartupLog } from './startup/startup-log.js';
import type { RedisPoolEvents } from './redis-pool.events.js';
import type { SubscriberConnection } from './subscriber-connection.js';
import { ConnectionWatchdog } from './watchdog/connection-watchdog.js';

/** How long borrowers of dedicated connections may go on when the pools are closed. */
const BORROWERS_GRACE_MS = 2_000;

/**
 * The connections of every pool, from the start of the application to its end. Nest closes it after everything that
 * may still use Redis in its own shutdown hooks.
 */
export class RedisConnectionManager implements PoolClients, OnApplicationShutdown {
  readonly #pools: ReadonlyMap<string, ResolvedPoolOptions>;
  readonly #clients = new Map<string, RedisClient>();
  readonly #subscribers = new Map<string, SubscriberConnection>();
  readonly #dedicated = new Map<string, DedicatedConnections>();
  readonly #replicas = new Map<string, ReplicaReads>();
  readonly #live = new LiveConnections();
  readonly #starts = new Map<string, PoolStart>();
  readonly #watchdogs = new Map<string, ConnectionWatchdog>();
  readonly #monitors: PoolMonitors;
  readonly #log: ConnectionLog;
  #closed: Promise<void> | undefined;

  /** @param events told of what happens to the pools */
  constructor({ pools }: Pick<ResolvedConfig, 'pools'>, logger: LoggerService, events?: RedisPoolEvents) {
    this.#pools = pools;
    this.#monitors = new PoolMonitors(pools.values(), logger, events);
    this.#log = new ConnectionLog(logger);
    const startupLog = new StartupLog(logger);
    for (const pool of pools.values()) {
      const client = createClient(pool, this.#monitors.guardOf(pool));
      this.#monitors.probeWith(client);
      this.#log.watch(client);
      this.#log.watchCertificates(pool);
      this.#live.track(client);
      this.#clients.set(pool.alias, client);
      const monitor = this.#monitors.of(pool.alias);
      const { activity, circuit } = monitor;
      const onMissing = ({ message }: Error): void => circuit.open(message);
      const onRetry = (): void => void (activity.retries += 1);
      const start = new PoolStart({ client, pool, log: startupLog, onMissing, onRetry });
      // Before anybody who waits for the pool goes on.
      void start.connected.then(() => circuit.serverAnswered()).catch(() => undefined);
      this.#starts.set(pool.alias, start);
      const watchdog = new ConnectionWatchdog(pool);
      watchdog.watch(client);
      this.#watchdogs.set(pool.alias, watchdog);
      const guard = (): PoolGuard => this.#monitors.guardOf(pool).forDedicatedConnection();
      const admit = (): Error | undefined => circuit.refuse('withConnection');
      this.#dedicated.set(
        pool.alias,
        new DedicatedConnections({ pool, client, admit, guard, live: this.#live, logger }),
      );
      const parts = { pool, client, monitor, log: this.#log, live: this.#live, watchdog };
      this.#replicas.set(pool.alias, poolReplicas(parts));
    }
  }

  /**
   * Connects all pools at once and waits until every server takes commands, as long as `onStartup` of its pool says. If
   * one fails, all are closed again.
   * @throws PoolStartupError naming the pool, its address, the cause and what to do about it
   */
  async connect(): Promise<void> {
    try {
      await Promise.all([...this.#starts.values()].map(async (start) => start.run()));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * The client of a pool, shared by all callers.
   * @throws UnknownPoolError
   */
  client(alias: PoolAlias): RedisClient {
    return this.#of(this.#clients, alias);
  }

  /** See {@link PoolClients.readFromReplica}. */
  async readFromReplica<T>(
    alias: PoolAlias,
    key: string,
    read: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    return this.#of(this.#replicas, alias).read(key, read);
  }

  /**
   * Resolves when the pool was connected for the first time, which is when the application starts unless the pool has
   * `onStartup: 'degraded'`.
   * @throws UnknownPoolError
   * @throws PoolStartupError if the pools are closed before
   */
  async whenConnected(alias: PoolAlias): Promise<void> {
    await this.#of(this.#starts, alias).connected;
  }

  /** Aliases of all pools. */
  aliases(): PoolAlias[] {
    return [...this.#pools.keys()] as PoolAlias[];
  }

  /**
   * Sends commands together and returns their replies. They are sent when `callback` returns or resolves, and not at
   * all if it throws. Not atomic. In a cluster all keys have to be on one node.
   * @throws BatchFailedError naming each command that failed; the others ran
   * @throws CrossSlotError | UnknownPoolError
   */
  async pipeline(alias: PoolAlias, callback: BatchCallback): Promise<unknown[]> {
    return runPipeline(this.client(alias), callback);
  }

  /**
   * Like {@link RedisConnectionManager.pipeline}, as one MULTI/EXEC transaction: no other command runs in between. A
   * command that fails while running does not undo the others. In a cluster all keys have to be in one slot.
   * @throws BatchFailedError | CrossSlotError | TransactionAbortedError | ConnectivityError | UnknownPoolError
   */
  async transaction(alias: PoolAlias, callback: BatchCallback): Promise<unknown[]> {
    return runTransaction(this.client(alias), callback);
  }

  /**
   * The pool's connection for SUBSCRIBE, the same one at every call. It connects at the first command, has its
   * subscriptions back after a reconnection, and is closed with the pools. In a cluster it is a connection to some
   * node: all of them receive what is published.
   * @throws UnknownPoolError
   * @throws PoolUnavailableError after {@link RedisConnectionManager.close}
   */
  subscriber(alias: PoolAlias): SubscriberConnection {
    const existing = this.#subscribers.get(alias);
    if (existing !== undefined) return existing;
    const client = this.client(alias);
    if (this.#closed !== undefined) {
      throw new PoolUnavailableError(alias, 'subscribe', new Error('the pools are closed'));
    }
    const pool = this.#of(this.#pools, alias);
    const subscriber = createSubscriber(pool, client, this.#monitors.guardOf(pool).forDedicatedConnection());
    this.#log.watch(subscriber);
    this.#live.track(subscriber);
    this.#watchdogs.get(alias)?.watch(subscriber);
    this.#subscribers.set(alias, subscriber);
    return subscriber;
  }

  /**
   * Lends a connection of the caller's own until the callback has ended, for what a shared one cannot do: commands
   * that block, WATCH, MULTI in steps, subscriptions. Connections are made on demand, up to `maxConnections` of the
   * pool, and used again; one that was lost or changed is replaced. Nothing reconnects: a connection that is lost fails
   * until its callback ends. Not for use after that, nor for asking for another one inside.
   *
   * Commands that block wait for their own timeout and `commandTimeoutMs` on top; without a timeout, for ever.
   *
   * In a cluster, name a key to get a connection to its node; without one, it is a client of the whole cluster, which
   * refuses WATCH and MULTI.
   * @throws ConnectionWaitTimeoutError if none becomes free within `acquireTimeoutMs`
   * @throws PoolUnavailableError if the server cannot be reached, and after {@link RedisConnectionManager.close}
   * @throws UnknownPoolError, and whatever the callback throws
   */
  async withConnection<T>(
    alias: PoolAlias,
    callback: (connection: RedisClient) => Promise<T> | T,
    options: WithConnectionOptions = {},
  ): Promise<T> {
    const borrower = captureBorrower();
    return this.#of(this.#dedicated, alias).withConnection(callback, options, borrower);
  }

  /**
   * An optimistic transaction: what the callback adds to it is carried out only if none of the watched keys has changed
   * since the callback began; else the callback is called again, after a pause that grows. If the callback throws,
   * nothing is carried out. In a cluster all keys have to be in one slot.
   * ```ts
   * await pools.watch('default', 'stock', async (connection, transaction) => {
   *   const stock = Number(await connection.get('stock'));
   *   if (stock > 0) transaction.set('stock', stock - 1);
   * });
   * ```
   * @throws TransactionConflictError if the keys changed during every attempt
   * @throws BatchFailedError | CrossSlotError | InvalidArgumentError | ConnectivityError | UnknownPoolError
   * @throws ConnectionWaitTimeoutError, and whatever the callback throws
   */
  async watch<T>(
    alias: PoolAlias,
    keys: string | readonly string[],
    callback: WatchCallback<T>,
    options: WatchOptions = {},
  ): Promise<WatchResult<T>> {
    const borrower = captureBorrower();
    const names = typeof keys === 'string' ? [keys] : keys;
    return watchKeys(this.#of(this.#dedicated, alias), names, callback, options, borrower);
  }

  /**
   * Whether a pool works: `FAILED` while its commands are refused, `DEGRADED` if one failed within the last 10 seconds.
   * @throws UnknownPoolError
   */
  state(alias: PoolAlias): PoolState {
    return this.#monitors.of(alias).circuit.state;
  }

  /** What happened in all pools since the start of the application. */
  statistics(): ManagerStats {
    return this.#monitors.statistics();
  }

  /** `host:port` of replicas that reads of this application go to and that it cannot reach now */
  lostReplicas(alias: PoolAlias): string[] {
    return this.#of(this.#replicas, alias).lost;
  }

  /** @internal where `cacheHits` and `cacheMisses` of the statistics come from */
  countReadsOf(reads: ReadCounts): void {
    this.#monitors.countReadsOf(reads);
  }

  /**
   * The dedicated connections of a pool at this moment.
   * @throws UnknownPoolError
   */
  poolStatistics(alias: PoolAlias): PoolStatistics {
    return this.#of(this.#dedicated, alias).statistics;
  }

  /**
   * Deletes every key of the pool's database, without blocking the server. **Pools that share a database lose
   * everything together: in a cluster that is all of them.**
   * @param options `confirm` has to repeat the alias
   * @throws InvalidArgumentError unless it does
   * @throws UnknownPoolError | ConnectivityError
   */
  async flush(alias: PoolAlias, options: { readonly confirm: PoolAlias }): Promise<void> {
    const client = this.client(alias);
    if (options.confirm !== alias) {
      throw new InvalidArgumentError(
        'confirm',
        `the alias of the pool, "${alias}"`,
        JSON.stringify(options.confirm),
      );
    }
    await flushPool(client);
  }

  /**
   * Closes all connections: replies of what is in flight and borrowers of dedicated connections are waited for, but not
   * for long. May be called again.
   * Commands issued afterwards fail with PoolUnavailableError.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Called by Nest. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#monitors.stop();
    for (const watchdog of this.#watchdogs.values()) watchdog.stop();
    // Borrowers may need the other connections to come to an end.
    await Promise.all([...this.#dedicated.values()].map(async (each) => each.close(BORROWERS_GRACE_MS)));
    await Promise.all([...this.#replicas.values()].map(async (each) => each.close()));
    await Promise.all([...this.#subscribers.values(), ...this.#clients.values()].map(closeClient));
  }

  /** @throws UnknownPoolError */
  #of<T>(things: ReadonlyMap<string, T>, alias: string): T {
    const thing = things.get(alias);
    if (thing === undefined) throw new UnknownPoolError(alias, this.aliases());
    return thing;
  }
}
