import { waitUntil } from '@tenantry/redis-testing';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a client waits after a request that has failed. */
const PAUSE_MS = 20;
const TIMEOUT_MS = 10_000;

/** Clients that write one thing after the other, each under a name of its own, until they are told to stop. */
export class Writers {
  /** What was written for certain. */
  readonly acknowledged: string[] = [];
  /** What may have been written: the request has failed. */
  readonly unknown: string[] = [];
  readonly #clients: number;
  readonly #write: (id: string) => Promise<boolean>;
  #running: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  /**
   * @param what they write, for people
   * @param write whether it was acknowledged; a request without an answer rejects
   */
  constructor(
    readonly what: string,
    clients: number,
    write: (id: string) => Promise<boolean>,
  ) {
    this.#clients = clients;
    this.#write = write;
  }

  start(): void {
    this.#running = Promise.all(Array.from({ length: this.#clients }, async (_unused, at) => this.#run(at)));
  }

  /** Waits until something that was not acknowledged yet is. */
  async acknowledges(): Promise<void> {
    const before = this.acknowledged.length;
    await waitUntil(() => this.acknowledged.length > before, {
      what: `${this.what} are acknowledged again`,
      timeoutMs: TIMEOUT_MS,
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(client: number): Promise<void> {
    for (let at = 0; !this.#isStopped; at += 1) {
      const id = `${this.what}-${client}-${at}`;
      const isAcknowledged = await this.#write(id).catch(() => false);
      (isAcknowledged ? this.acknowledged : this.unknown).push(id);
      if (!isAcknowledged) await sleep(PAUSE_MS);
    }
  }
}
