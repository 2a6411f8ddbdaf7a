import { closeClient } from '../close-client.js';
import type { PoolCircuit } from '../guard/pool-circuit.js';
import type { GuardedRedis } from '../guarded-redis.js';

/** Longest wait of the first reads for the connection; those that come later do not wait. */
const FIRST_CONNECTION_MS = 1_000;

/** Until a connection that has ended by itself is tried again. */
const REOPEN_MS = 2_000;

/** A connection to a replica, made when it is first used. */
export class Replica {
  #opening: Promise<void> | undefined;
  #reopenTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param address `host:port`; undefined: whichever the Sentinels name */
  constructor(
    readonly address: string | undefined,
    readonly client: GuardedRedis,
    private readonly circuit: PoolCircuit,
  ) {
    client.on('end', () => this.#reopenLater());
  }

  /** Whether it can be asked now. */
  get isUsable(): boolean {
    return this.client.status === 'ready' && this.circuit.circuit !== 'open';
  }

  /** Whether the first attempt to connect has not ended yet. */
  get isOpening(): boolean {
    return this.#opening !== undefined;
  }

  /** Connects, unless that has begun. Resolves when the first attempt has ended, whichever way; not after a second. */
  async open(): Promise<void> {
    if (this.client.status === 'wait' && !this.#isClosed) this.#opening = this.#connect();
    await this.#opening;
  }

  /** For good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopenTimer);
    this.circuit.stop();
    await closeClient(this.client);
  }

  async #connect(): Promise<void> {
    let deadline: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, FIRST_CONNECTION_MS);
    });
    // What goes wrong is in the log, and it goes on trying.
    await Promise.race([this.client.connect().catch(() => undefined), tooLong]);
    clearTimeout(deadline);
    this.#opening = undefined;
  }

  #reopenLater(): void {
    if (this.#isClosed) return;
    this.#reopenTimer = setTimeout(() => {
      if (this.client.status === 'end') this.client.connect().catch(() => undefined);
    }, REOPEN_MS).unref();
  }
}
