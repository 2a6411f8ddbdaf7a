import type { LoggerService } from '@nestjs/common';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { PoolUnavailableError } from '../connectivity.errors.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { GuardedRedis } from '../guarded-redis.js';
import type { LiveConnections } from '../live-connections.js';
import type { RedisClient } from '../pool-clients.js';
import type { PoolStatistics } from '../pool-snapshots.js';
import { createDedicatedCluster, createDedicatedNode, createDedicatedRedis } from './create-dedicated.js';
import type { DedicatedCluster } from './dedicated-cluster.js';
import { DedicatedPool, type DedicatedPoolSettings } from './dedicated-pool.js';
import type { DedicatedRedis } from './dedicated-redis.js';
import { isRedirection } from './redirection.js';
import { nodeOfKey } from './key-node.js';
import type { Borrower } from './lease.js';

/** How a dedicated connection is borrowed. */
export interface WithConnectionOptions {
  /**
   * In a cluster: the connection goes to the node this key is on, and takes WATCH and MULTI; all keys used have to be
   * there. Without it the borrower gets a client of the whole cluster. Elsewhere it means nothing.
   */
  readonly key?: string | undefined;
  /** Whether it is meant to be held for long, as by a consumer of BLPOP: nothing is logged. @default false */
  readonly longLived?: boolean | undefined;
}

/** What the dedicated connections of a pool are made with. */
export interface DedicatedSources {
  readonly pool: ResolvedPoolOptions;
  /** The shared client: it knows the nodes of a cluster. */
  readonly client: RedisClient;
  /** Asked before a connection is lent: an error refuses it. */
  readonly admit: () => Error | undefined;
  /** Guard of one more connection. */
  readonly guard: () => CommandGuard;
  /** Told of every connection that is made. */
  readonly live: LiveConnections;
  readonly logger: LoggerService;
}

/** A connection that was unused for longer is tried before it is lent: nobody may have told us that it is gone. */
const CHECK_AFTER_MS = 5_000;

/** The dedicated connections of one pool; in a cluster, those to each node and those to all of them apart. */
export class DedicatedConnections {
  readonly #settings: DedicatedPoolSettings;
  /** By address; the empty one stands for the only server there is. */
  readonly #toServers = new Map<string, DedicatedPool<DedicatedRedis>>();
  #toCluster: DedicatedPool<DedicatedCluster> | undefined;
  #closed: Promise<unknown> | undefined;

  constructor(private readonly sources: DedicatedSources) {
    const { pool, logger } = sources;
    const openTimeoutMs = pool.connectTimeoutMs * countAddresses(pool);
    this.#settings = { ...pool, logger, openTimeoutMs, checkAfterMs: CHECK_AFTER_MS };
  }

  get alias(): string {
    return this.#settings.alias;
  }

  get isClustered(): boolean {
    return this.sources.pool.topology === 'cluster';
  }

  get statistics(): PoolStatistics {
    const pools = [...this.#toServers.values(), ...(this.#toCluster === undefined ? [] : [this.#toCluster])];
    const parts = pools.map(({ statistics }) => statistics);
    const sum = (count: (part: (typeof parts)[number]) => number): number =>
      parts.reduce((total, part) => total + count(part), 0);
    const cleanups = parts.flatMap(({ lastCleanup }) => lastCleanup ?? []);
    return {
      databaseName: this.alias,
      createdConnections: sum((part) => part.createdConnections),
      availableConnections: sum((part) => part.availableConnections),
      inUseConnections: sum((part) => part.inUseConnections),
      waitingCallers: sum((part) => part.waitingCallers),
      maxConnections: this.#settings.maxConnections * Math.max(parts.length, 1),
      idleConnections: sum((part) => part.idleConnections),
      lastCleanup: cleanups.length === 0 ? null : new Date(Math.max(...cleanups.map(Number))),
    };
  }

  /** Lends a connection, in a cluster as `options.key` says. See {@link DedicatedPool.lend} */
  async withConnection<T>(
    callback: (connection: RedisClient) => Promise<T> | T,
    { key, longLived = false }: WithConnectionOptions,
    borrower: Borrower,
  ): Promise<T> {
    const named = longLived ? undefined : borrower;
    if (this.isClustered && key === undefined) return this.#clusterPool().lend(callback, named);
    return this.withServer(key ?? '', callback, named);
  }

  /** Lends a connection to the server a key is on. */
  async withServer<T>(
    key: string,
    callback: (connection: GuardedRedis) => Promise<T> | T,
    borrower: Borrower | undefined,
  ): Promise<T> {
    try {
      return await this.#serverPool(key).lend(callback, borrower);
    } catch (error) {
      // The key may have moved, or its node may be gone: whoever comes next is to find it.
      const { client } = this.sources;
      if (
        client instanceof GuardedCluster &&
        (isRedirection(error) || error instanceof PoolUnavailableError)
      ) {
        client.refreshSlotsCache();
      }
      throw error;
    }
  }

  /** See {@link DedicatedPool.close} */
  async close(graceMs: number): Promise<void> {
    this.#closed ??= Promise.all(
      [...this.#toServers.values(), this.#toCluster].map(async (pool) => pool?.close(graceMs)),
    );
    await this.#closed;
  }

  #admit(): void {
    const refusal =
      this.#closed === undefined
        ? this.sources.admit()
        : this.#unavailable(new Error('the pools are closed'));
    if (refusal !== undefined) throw refusal;
  }

  #serverPool(key: string): DedicatedPool<DedicatedRedis> {
    this.#admit();
    const { pool, client, guard } = this.sources;
    if (pool.topology !== 'cluster') return this.#poolAt('', () => createDedicatedRedis(pool, guard()));
    const node = client instanceof GuardedCluster ? nodeOfKey(client, key) : undefined;
    if (node === undefined) {
      throw this.#unavailable(new Error('no node of the cluster is known to have the slot of the key'));
    }
    return this.#poolAt(`${node.host}:${node.port}`, () => createDedicatedNode(pool, node, guard()));
  }

  #poolAt(address: string, create: () => DedicatedRedis): DedicatedPool<DedicatedRedis> {
    const existing = this.#toServers.get(address);
    if (existing !== undefined) return existing;
    const added = this.#newPool(create);
    this.#toServers.set(address, added);
    return added;
  }

  #clusterPool(): DedicatedPool<DedicatedCluster> {
    this.#admit();
    const { pool, guard } = this.sources;
    if (pool.topology !== 'cluster') throw new InvalidArgumentError('pool', 'a cluster', pool.topology);
    this.#toCluster ??= this.#newPool(() => createDedicatedCluster(pool, guard()));
    return this.#toCluster;
  }

  #newPool<Client extends DedicatedRedis | DedicatedCluster>(create: () => Client): DedicatedPool<Client> {
    return new DedicatedPool(this.#settings, () => {
      const client = create();
      client.scriptShebang = this.sources.client.scriptShebang;
      this.sources.live.track(client);
      return client;
    });
  }

  #unavailable(cause: Error): PoolUnavailableError {
    return new PoolUnavailableError(this.alias, 'withConnection', cause);
  }
}

/** Addresses that may be tried one after the other. */
function countAddresses(pool: ResolvedPoolOptions): number {
  if (pool.topology === 'cluster') return pool.nodes.length;
  return pool.topology === 'sentinel' ? pool.sentinels.length + 1 : 1;
}
