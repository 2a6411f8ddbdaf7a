import { AsyncLocalStorage } from 'node:async_hooks';
import { TimeoutError } from 'tarn';
import { settledWithin } from '../../resilience/settled-within.js';
import { closeClient } from '../close-client.js';
import { PoolUnavailableError } from '../connectivity.errors.js';
import { cutConnections } from './cut-connections.js';
import { ConnectionWaitTimeoutError } from './dedicated.errors.js';
import { ElasticPool } from './elastic-pool.js';
import { Lease, type Borrower, type LeaseTerms } from './lease.js';
import { answersPing, type LendableClient } from './lendable.js';
import { openClient } from './open-client.js';

/** How often idle connections are looked for, unless they may idle for less. */
const CLEANUP_INTERVAL_MS = 60_000;

/** Available connections count as idle after this. */
const IDLE_AFTER_MS = 60_000;

/** Longest wait for the answer of a server that is asked whether it is still there. */
const LONGEST_CHECK_MS = 1_000;

/** `tarn` limits how long opening takes as well; ours comes first. */
const SPARE_MS = 5_000;

export interface DedicatedPoolSettings extends LeaseTerms {
  readonly maxConnections: number;
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** After so long without use the server is asked whether it is still there. */
  readonly checkAfterMs: number;
  /** Until a new connection takes commands. */
  readonly openTimeoutMs: number;
}

/** Pools of which the running code holds a connection. */
const heldPools = new AsyncLocalStorage<ReadonlySet<object>>();

/** Connections to one place, made on demand, each lent to one caller at a time. */
export class DedicatedPool<Client extends LendableClient> {
  readonly #members: ElasticPool<Client>;
  readonly #opening = new Set<Client>();
  readonly #waiting = new Set<{ abort(): void }>();
  readonly #lent = new Set<Client>();
  #allReturned: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly settings: DedicatedPoolSettings,
    private readonly createClient: () => Client,
  ) {
    const { maxConnections, acquireTimeoutMs, idleTimeoutMs, openTimeoutMs } = settings;
    this.#members = new ElasticPool<Client>({
      min: 0,
      max: maxConnections,
      acquireTimeoutMillis: acquireTimeoutMs,
      createTimeoutMillis: openTimeoutMs + SPARE_MS,
      idleTimeoutMillis: idleTimeoutMs,
      reapIntervalMillis: Math.min(CLEANUP_INTERVAL_MS, idleTimeoutMs),
      propagateCreateError: true,
      create: async () => this.#open(),
      destroy: closeClient,
      validate: ({ status }) => status === 'ready',
    });
  }

  get statistics() {
    const members = this.#members;
    const now = performance.now();
    const available = members.available.filter(({ status }) => status === 'ready');
    return {
      createdConnections: members.numUsed() + available.length + members.numPendingCreates(),
      availableConnections: available.length,
      inUseConnections: members.numUsed(),
      waitingCallers: members.numPendingAcquires(),
      idleConnections: available.filter(({ lastUsedAt }) => now - lastUsedAt > IDLE_AFTER_MS).length,
      lastCleanup: members.lastCleanup,
    };
  }

  /**
   * Lends a connection until `use` has ended, whichever way.
   * @param borrower whom the log is to name if it takes long; undefined: nobody
   * @throws ConnectionWaitTimeoutError | PoolUnavailableError
   */
  async lend<T>(use: (client: Client) => Promise<T> | T, borrower: Borrower | undefined): Promise<T> {
    const client = await this.#acquire();
    if (this.#isClosed) {
      this.#members.discard(client);
      throw this.#unavailable(new Error('the pools are closed'));
    }
    this.#lent.add(client);
    client.beLent();
    const lease = new Lease(client, this.settings, borrower);
    try {
      const held = new Set([...(heldPools.getStore() ?? []), this]);
      return await heldPools.run(held, async () => use(lease.handle));
    } finally {
      lease.end();
      if (client.isFit) this.#takeBack(client, true);
      // Not waited for: the caller has its result, and a server that hangs takes its time.
      else void client.tidyUp().then((isFit) => this.#takeBack(client, isFit));
    }
  }

  /**
   * Lends nothing any more, and closes everything.
   * @param graceMs how long borrowers have to come to an end; then their connections are cut
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#waiting) waiting.abort();
    for (const client of this.#opening) void closeClient(client);
    if (this.#lent.size > 0) {
      await settledWithin([new Promise<void>((resolve) => (this.#allReturned = resolve))], graceMs);
    }
    for (const client of this.#lent) {
      cutConnections(client);
      this.#members.discard(client);
    }
    await this.#members.destroy();
  }

  async #acquire(): Promise<Client> {
    const client = await this.#next();
    if (!this.#isStale(client)) return client;
    if (await answersPing(client, Math.min(this.settings.commandTimeoutMs, LONGEST_CHECK_MS))) return client;
    // Those that were not used for as long are no better.
    for (const other of this.#members.available) if (this.#isStale(other)) this.#members.discard(other);
    this.#members.discard(client);
    return this.#next();
  }

  async #next(): Promise<Client> {
    if (this.#isClosed) throw this.#unavailable(new Error('the pools are closed'));
    const waiting = this.#members.acquire();
    this.#waiting.add(waiting);
    try {
      return await waiting.promise;
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  #isStale({ lastUsedAt }: Client): boolean {
    return performance.now() - lastUsedAt > this.settings.checkAfterMs;
  }

  async #open(): Promise<Client> {
    const client = this.createClient();
    this.#opening.add(client);
    try {
      await openClient(client, this.settings.openTimeoutMs);
    } finally {
      this.#opening.delete(client);
    }
    client.lastUsedAt = performance.now();
    client.once('end', () => this.#members.discard(client));
    return client;
  }

  #takeBack(client: Client, isFit: boolean): void {
    client.lastUsedAt = performance.now();
    this.#lent.delete(client);
    if (isFit) this.#members.release(client);
    else this.#members.discard(client);
    if (this.#lent.size === 0) this.#allReturned?.();
  }

  #explain(error: unknown): Error {
    if (this.#isClosed) return this.#unavailable(new Error('the pools are closed'));
    if (!(error instanceof TimeoutError)) return this.#unavailable(error);
    const { alias, maxConnections, acquireTimeoutMs } = this.settings;
    if (this.#members.numUsed() < maxConnections) {
      return this.#unavailable(new Error(`no connection within ${acquireTimeoutMs} ms`));
    }
    return new ConnectionWaitTimeoutError({
      pool: alias,
      maxConnections,
      waitingCallers: this.#members.numPendingAcquires(),
      timeoutMs: acquireTimeoutMs,
      isNested: heldPools.getStore()?.has(this) === true,
    });
  }

  #unavailable(cause: unknown): PoolUnavailableError {
    return new PoolUnavailableError(this.settings.alias, 'withConnection', cause);
  }
}
