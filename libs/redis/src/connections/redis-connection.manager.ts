import type { LoggerService, OnApplicationShutdown } from '@nestjs/common';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import type { ResolvedConfig, ResolvedPoolOptions } from '../config/resolved-config.js';
import { runPipeline, runTransaction, type BatchCallback } from './batch.js';
import { closeClient } from './close-client.js';
import { connectPool } from './connect-pool.js';
import { ConnectionLog } from './connection-log.js';
import { createClient } from './connectors/create-client.js';
import { createSubscriber } from './connectors/create-subscriber.js';
import { flushPool } from './flush-pool.js';
import type { PoolClients, RedisClient } from './pool-clients.js';
import { PoolUnavailableError } from './connectivity.errors.js';
import { PoolGuard } from './pool-guard.js';
import { UnknownPoolError } from './pool.errors.js';
import type { SubscriberConnection } from './subscriber-connection.js';

/**
 * The connections of every pool, from the start of the application to its end. Nest closes it after everything that
 * may still use Redis in its own shutdown hooks.
 */
export class RedisConnectionManager implements PoolClients, OnApplicationShutdown {
  readonly #pools: ReadonlyMap<string, ResolvedPoolOptions>;
  readonly #clients = new Map<string, RedisClient>();
  readonly #subscribers = new Map<string, SubscriberConnection>();
  readonly #log: ConnectionLog;
  #closed: Promise<void> | undefined;

  constructor({ pools }: Pick<ResolvedConfig, 'pools'>, logger: LoggerService) {
    this.#pools = pools;
    this.#log = new ConnectionLog(logger);
    for (const pool of pools.values()) {
      const client = createClient(pool, guardOf(pool));
      this.#log.watch(client);
      this.#clients.set(pool.alias, client);
    }
  }

  /**
   * Connects all pools at once and waits until every server takes commands. If one fails, all are closed again.
   * @throws PoolStartupError naming the pool, its address and the cause
   */
  async connect(): Promise<void> {
    try {
      await Promise.all(
        [...this.#pools.values()].map(async (pool) => connectPool(this.#client(pool.alias), pool)),
      );
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
    return this.#client(alias);
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
    return runPipeline(this.#client(alias), callback);
  }

  /**
   * Like {@link RedisConnectionManager.pipeline}, as one MULTI/EXEC transaction: no other command runs in between. A
   * command that fails while running does not undo the others. In a cluster all keys have to be in one slot.
   * @throws BatchFailedError | CrossSlotError | TransactionAbortedError | ConnectivityError | UnknownPoolError
   */
  async transaction(alias: PoolAlias, callback: BatchCallback): Promise<unknown[]> {
    return runTransaction(this.#client(alias), callback);
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
    const client = this.#client(alias);
    if (this.#closed !== undefined) {
      throw new PoolUnavailableError(alias, 'subscribe', new Error('the pools are closed'));
    }
    const pool = this.#pool(alias);
    const subscriber = createSubscriber(pool, client, guardOf(pool).forDedicatedConnection());
    this.#log.watch(subscriber);
    this.#subscribers.set(alias, subscriber);
    return subscriber;
  }

  /**
   * Deletes every key of the pool's database, without blocking the server. **Pools that share a database lose
   * everything together: in a cluster that is all of them.**
   * @param options `confirm` has to repeat the alias
   * @throws InvalidArgumentError unless it does
   * @throws UnknownPoolError | ConnectivityError
   */
  async flush(alias: PoolAlias, options: { readonly confirm: PoolAlias }): Promise<void> {
    const client = this.#client(alias);
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
   * Closes all connections: replies of what is in flight are waited for, but not for long. May be called again.
   * Commands issued afterwards fail with PoolUnavailableError.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** @internal called by Nest */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#subscribers.values(), ...this.#clients.values()].map(closeClient));
  }

  #client(alias: string): RedisClient {
    const client = this.#clients.get(alias);
    if (client === undefined) throw new UnknownPoolError(alias, this.aliases());
    return client;
  }

  #pool(alias: string): ResolvedPoolOptions {
    const pool = this.#pools.get(alias);
    if (pool === undefined) throw new UnknownPoolError(alias, this.aliases());
    return pool;
  }
}

function guardOf({ alias, commandTimeoutMs }: ResolvedPoolOptions): PoolGuard {
  return new PoolGuard(alias, commandTimeoutMs);
}
