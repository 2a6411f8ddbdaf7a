import type { ResolvedStartup } from '../../config/resolved-config.js';
import { backoffDelay, type BackoffBounds } from '../../resilience/backoff.js';
import { reconnectDelay } from './connection-options.js';

/** How long a client waits between two attempts to connect: longer while the application starts. */
export class RetryPace {
  readonly #bounds: BackoffBounds;
  #isStarting: boolean;

  constructor({ mode, minDelayMs, maxDelayMs }: ResolvedStartup) {
    this.#bounds = { minMs: Math.min(minDelayMs, maxDelayMs), maxMs: maxDelayMs };
    // An application that runs without its pool wants it as soon as there is one.
    this.#isStarting = mode !== 'degraded';
  }

  /** Milliseconds until the next attempt; never gives up. */
  readonly delay = (attempt: number): number =>
    this.#isStarting ? backoffDelay(attempt, this.#bounds) : reconnectDelay(attempt);

  /** The server was reached: from now on a connection that is missing is a lost one. */
  reached(): void {
    this.#isStarting = false;
  }
}
