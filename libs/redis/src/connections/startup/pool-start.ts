import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { describeAddress } from '../connectors/create-client.js';
import type { RedisClient } from '../pool-clients.js';
import { PoolStartupError } from '../pool.errors.js';
import { askServer } from './ask-server.js';
import { mayHideTls, readable } from './connection-failure.js';
import { FirstConnection } from './first-connection.js';
import { tooOldVersionIn } from './least-version.js';
import { adviceFor } from './startup-failure.js';
import type { StartupLog } from './startup-log.js';
import { handshakeFailure } from './tls-handshake.js';

/** What a {@link PoolStart} is made of. */
export interface PoolStartParts {
  /** Not connected yet. */
  readonly client: RedisClient;
  readonly pool: ResolvedPoolOptions;
  readonly log: StartupLog;
  /** Told why a pool is missing that the application starts without. */
  readonly onMissing: (reason: Error) => void;
  /** Told of each attempt to connect after the first. */
  readonly onRetry: () => void;
}

/** Decides by the pool's `onStartup` what failed attempts to connect mean for the start of the application. */
export class PoolStart {
  /** Resolves when the server takes commands for the first time. Rejects with PoolStartupError if that is given up. */
  readonly connected: Promise<void>;
  readonly #parts: PoolStartParts;
  readonly #connection: FirstConnection;
  #attempts = 0;
  #startedAt = 0;
  #isMissing = false;
  #isServing = false;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  #startWithout: () => void = () => undefined;

  constructor(parts: PoolStartParts) {
    this.#parts = parts;
    this.connected = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The application may have started without the pool, and nobody may wait for it.
    this.connected.catch(() => undefined);
    this.#connection = new FirstConnection(parts.client, parts.pool, {
      onServing: () => this.#onServing(),
      onFailedAttempt: (reason, isPatienceOver) => void this.#explain(reason, isPatienceOver),
      onClosed: () => this.#reject(this.#failure(new Error('the pools were closed'))),
    });
  }

  /**
   * Connects. Resolves when the application may go on: that is when the server takes commands, or, with
   * `onStartup: 'degraded'`, also when the first attempt has failed or taken as long as a connection may.
   * @throws PoolStartupError
   */
  async run(): Promise<void> {
    const { startup, connectTimeoutMs } = this.#parts.pool;
    this.#startedAt = performance.now();
    if (startup.mode !== 'degraded') {
      this.#connection.start();
      return this.connected;
    }
    const startWithout = new Promise<void>((resolve) => {
      this.#startWithout = resolve;
    });
    const patience = setTimeout(
      () => this.#miss(new Error(`it took no commands within ${connectTimeoutMs} ms`)),
      connectTimeoutMs,
    );
    this.#connection.start();
    try {
      await Promise.race([this.connected, startWithout]);
    } finally {
      clearTimeout(patience);
    }
  }

  #onServing(): void {
    const { log, pool } = this.#parts;
    this.#isServing = true;
    if (this.#isMissing || this.#attempts > 0) log.connected(pool, performance.now() - this.#startedAt);
    this.#resolve();
    void this.#checkServer();
  }

  /** What the pool can start without, though not work well. */
  async #checkServer(): Promise<void> {
    const { client, log, pool } = this.#parts;
    try {
      const version = tooOldVersionIn(await askServer(client, 'info', ['server']));
      if (version !== undefined) log.tooOld(pool, version);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOPERM')) log.lacksInfo(pool);
    }
  }

  /** Decides at once where the reason is known. */
  async #explain(reason: Error, isPatienceOver: boolean): Promise<void> {
    if (this.#parts.pool.tls === undefined || !mayHideTls(reason)) {
      this.#onFailedAttempt(reason, isPatienceOver);
      return;
    }
    const failure = await handshakeFailure(this.#parts.pool);
    if (this.#isServing || this.#parts.client.status === 'end') return;
    this.#onFailedAttempt(failure === undefined ? reason : readable(failure), isPatienceOver);
  }

  #onFailedAttempt(reason: Error, isPatienceOver: boolean): void {
    const { log, pool, onRetry } = this.#parts;
    const { mode, attempts } = pool.startup;
    this.#attempts += 1;
    if (mode === 'degraded') {
      onRetry();
      this.#miss(reason);
      return;
    }
    const isHopeless = isPatienceOver || this.#attempts >= attempts || !adviceFor(reason, pool).isTemporary;
    if (mode === 'retry' || !isHopeless) {
      onRetry();
      log.waiting(pool, reason, this.#attempts);
      return;
    }
    this.#connection.stop();
    this.#reject(this.#failure(reason));
  }

  #miss(reason: Error): void {
    const { log, pool, onMissing } = this.#parts;
    this.#isMissing = true;
    log.missing(pool, reason);
    onMissing(reason);
    this.#startWithout();
  }

  #failure(reason: Error): PoolStartupError {
    const { pool } = this.#parts;
    return new PoolStartupError(pool, describeAddress(pool), reason, {
      advice: adviceFor(reason, pool).advice,
      attempts: this.#attempts,
      afterMs: performance.now() - this.#startedAt,
    });
  }
}
