import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { ResolvedConfig } from '../config/resolved-config.js';
import { runPipeline, runTransaction, type BatchCallback } from './batch.js';
import { ConnectionLog } from './connection-log.js';
import type { WithConnectionOptions } from './dedicated/dedicated-connections.js';
import { captureBorrower } from './dedicated/lease.js';
import { watchKeys, type WatchCallback, type WatchOptions, type WatchResult } from './dedicated/watch.js';
import { flushPool } from './flush-pool.js';
import { PoolMonitors, type ReadCounts } from './guard/pool-monitors.js';
import { LiveConnections } from './live-connections.js';
import type { PoolClients, RedisClient } from './pool-clients.js';
import type { ManagerStats, PoolState, PoolStatistics } from './pool-snapshots.js';
import { UnknownPoolError } from './pool.errors.js';
import { StartupLog } from './startup/startup-log.js';
import { RedisPool, type PoolSurroundings } from './redis-pool.js';
import type { RedisPoolEvents } from './redis-pool.events.js';
import type { SubscriberConnection } from './subscriber-connection.js';

/**
 * The connections of every pool, from the start of the application to its end. Nest closes it after everything that
 * may still use Redis in its own shutdown hooks.
 */
export class RedisConnectionManager implements PoolClients, OnApplicationShutdown {
  readonly #pools: ReadonlyMap<string, RedisPool>;
  readonly #monitors: PoolMonitors;
  #closed: Promise<void> | undefined;

  /** @param events told of what happens to the pools */
  constructor({ pools }: Pick<ResolvedConfig, 'pools'>, logger: LoggerService, events?: RedisPoolEvents) {
    this.#monitors = new PoolMonitors(pools.values(), logger, events);
    const surroundings: PoolSurroundings = {
      monitors: this.#monitors,
      log: new ConnectionLog(logger),
      startupLog: new StartupLog(logger),
      live: new LiveConnections(),
      logger,
    };
    this.#pools = new Map(
      Array.from(pools.values(), (options) => [options.alias, new RedisPool(options, surroundings)]),
    );
  }

  /**
   * Connects all pools at once and waits until every server takes commands, as long as `onStartup` of its pool says. If
   * one fails, all are closed again.
   * @throws PoolStartupError naming the pool, its address, the cause and what to do about it
   */
  async connect(): Promise<void> {
    try {
      await Promise.all([...this.#pools.values()].map(async ({ start }) => start.run()));
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
    return this.#pool(alias).client;
  }

  /** See {@link PoolClients.readFromReplica}. */
  async readFromReplica<T>(
    alias: PoolAlias,
    key: string,
    read: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    return this.#pool(alias).replicas.read(key, read);
  }

  /**
   * Resolves when the pool was connected for the first time, which is when the application starts unless the pool has
   * `onStartup: 'degraded'`.
   * @throws UnknownPoolError
   * @throws PoolStartupError if the pools are closed before
   */
  async whenConnected(alias: PoolAlias): Promise<void> {
    await this.#pool(alias).start.connected;
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
    return this.#pool(alias).subscriber;
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
    return this.#pool(alias).dedicated.withConnection(callback, options, borrower);
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
    return watchKeys(this.#pool(alias).dedicated, names, callback, options, borrower);
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
    return this.#pool(alias).replicas.lost;
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
    return this.#pool(alias).dedicated.statistics;
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
    const pools = [...this.#pools.values()];
    await Promise.all(pools.map(async (pool) => pool.closeDedicated()));
    await Promise.all(pools.map(async (pool) => pool.closeShared()));
  }

  /** @throws UnknownPoolError */
  #pool(alias: string): RedisPool {
    const pool = this.#pools.get(alias);
    if (pool === undefined) throw new UnknownPoolError(alias, this.aliases());
    return pool;
  }
}
