import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { backoffDelay } from '../../resilience/backoff.js';
import { LOADING_POLL_MS } from '../connectors/connection-options.js';
import { askServer } from './ask-server.js';
import type { RedisClient } from '../pool-clients.js';
import { connectionFailure, saysLittle } from './connection-failure.js';

/** ioredis looks for a primary in a loop of its own, and says this after each round. */
const NO_SENTINEL = /^All sentinels are unreachable/;

/** What a {@link FirstConnection} tells. */
export interface FirstConnectionListener {
  /** The server takes commands. Nothing is told afterwards. */
  onServing(): void;
  /**
   * It does not. ioredis tries again by itself.
   * @param isPatienceOver whether it was waited for as long as a server may load its data
   */
  onFailedAttempt(reason: Error, isPatienceOver: boolean): void;
  /** The client was closed. Nothing is told afterwards. */
  onClosed(): void;
}

/**
 * Watches a client connect for the first time: at which attempt, and what came of the others. A connection alone is not
 * enough: a replica without its primary takes one, and a server with a script that never ends.
 */
export class FirstConnection {
  readonly #client: RedisClient;
  readonly #pool: ResolvedPoolOptions;
  readonly #listener: FirstConnectionListener;
  #reason: Error | undefined;
  #isTrying = false;
  #hasConnected = false;
  #patience: NodeJS.Timeout | undefined;
  #attempts = 0;
  #countSentinelsAt = 0;
  #epoch = 0;
  #isOver = false;

  constructor(client: RedisClient, pool: ResolvedPoolOptions, listener: FirstConnectionListener) {
    this.#client = client;
    this.#pool = pool;
    this.#listener = listener;
  }

  start(): void {
    this.#client
      .on('error', this.#onError)
      .on('sentinelError', this.#onSentinelError)
      .on('connecting', this.#onConnecting)
      .on('connect', this.#onConnect)
      .on('ready', this.#onReady)
      .on('close', this.#onClose)
      .on('end', this.#onEnd);
    // Events tell what comes of it; only that a name cannot be resolved is told here alone.
    this.#client.connect().catch((error: unknown) => (this.#reason ??= connectionFailure(error, this.#pool)));
  }

  /** Tells nothing more; the client goes on. */
  stop(): void {
    this.#isOver = true;
    clearInterval(this.#patience);
    this.#client
      .off('error', this.#onError)
      .off('sentinelError', this.#onSentinelError)
      .off('connecting', this.#onConnecting)
      .off('connect', this.#onConnect)
      .off('ready', this.#onReady)
      .off('close', this.#onClose)
      .off('end', this.#onEnd);
  }

  readonly #onError = (error: unknown): void => {
    const failure = connectionFailure(error, this.#pool);
    if (!(error instanceof Error) || !NO_SENTINEL.test(error.message)) {
      this.#reason = failure;
      return;
    }
    this.#reason ??= failure;
    // Rounds follow one another faster than attempts should count.
    if (performance.now() < this.#countSentinelsAt) return;
    this.#failed();
    this.#reason = undefined;
    this.#countSentinelsAt = performance.now() + this.#delay(this.#attempts);
  };

  /** Of several Sentinels, the one that says most. */
  readonly #onSentinelError = (error: unknown): void => {
    const failure = connectionFailure(error, this.#pool);
    if (this.#reason === undefined || !saysLittle(failure)) this.#reason = failure;
  };

  readonly #onConnecting = (): void => {
    this.#isTrying = true;
  };

  readonly #onConnect = (): void => {
    this.#hasConnected = true;
    this.#reason = undefined;
    const { topology, startup } = this.#pool;
    const what = topology === 'cluster' ? 'the cluster is not ready' : 'it took no commands';
    this.#patience ??= setInterval(() => {
      this.#reason ??= new Error(`${what} within ${startup.loadingTimeoutMs} ms`);
      this.#failed(true);
    }, startup.loadingTimeoutMs).unref();
  };

  readonly #onReady = (): void => {
    this.#epoch += 1;
    void this.#untilServing(this.#epoch);
  };

  readonly #onClose = (): void => {
    // The nodes of a cluster end one by one, and each makes it say so.
    if (!this.#isTrying) return;
    const hadConnected = this.#hasConnected;
    this.#isTrying = false;
    this.#hasConnected = false;
    // A cluster shows its nodes and is left again while some of its slots have no master: it is forming.
    if (hadConnected && this.#pool.topology === 'cluster' && this.#reason === undefined) return;
    this.#reason ??= new Error('the connection was closed');
    clearInterval(this.#patience);
    this.#patience = undefined;
    this.#failed();
  };

  readonly #onEnd = (): void => {
    this.stop();
    this.#listener.onClosed();
  };

  /** @param epoch of this connection; another one asks for itself */
  async #untilServing(epoch: number): Promise<void> {
    const isCurrent = (): boolean =>
      !this.#isOver && epoch === this.#epoch && this.#client.status === 'ready';
    while (isCurrent()) {
      try {
        await askServer(this.#client, 'ping');
        if (!isCurrent()) return;
        this.stop();
        this.#listener.onServing();
        return;
      } catch (error) {
        if (!isCurrent()) return;
        this.#reason = connectionFailure(error, this.#pool);
      }
      // A user who may not run INFO keeps ioredis from seeing this.
      const isLoading = this.#reason.message.startsWith('LOADING');
      if (!isLoading) this.#failed();
      await sleep(isLoading ? LOADING_POLL_MS : this.#delay(this.#attempts));
    }
  }

  #failed(isPatienceOver = false): void {
    this.#attempts += 1;
    this.#listener.onFailedAttempt(this.#reason ?? new Error('the connection was closed'), isPatienceOver);
  }

  #delay(attempt: number): number {
    const { minDelayMs, maxDelayMs } = this.#pool.startup;
    return backoffDelay(attempt, { minMs: Math.min(minDelayMs, maxDelayMs), maxMs: maxDelayMs });
  }
}
