import type { PoolAlias } from '../common/pool-alias.js';
import { PoolChecks } from '../connections/checks/pool-checks.js';
import type { PoolHealth } from '../connections/checks/pool-health.js';
import type { MetricSources } from './metric-sources.js';

/** What is known of the servers of a pool. */
export interface PoolReading {
  readonly pool: PoolAlias;
  readonly health: PoolHealth;
}

/**
 * How the servers of all pools are. {@link PoolChecks} asks each of them one question at a time, and keeps the answers
 * for a second.
 */
export class NodeReadings {
  readonly #pools: MetricSources['pools'];
  readonly #checks: PoolChecks;
  readonly #timeoutMs: number;
  #reading: Promise<readonly PoolReading[]> | undefined;

  constructor(pools: MetricSources['pools'], timeoutMs: number) {
    this.#pools = pools;
    this.#checks = new PoolChecks(pools);
    this.#timeoutMs = timeoutMs;
  }

  /** Of every pool, whether its servers answer or not, after `timeoutMs` at the latest. */
  async latest(): Promise<readonly PoolReading[]> {
    // All metrics of one collection ask at the same moment, and are made of the same figures.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<PoolReading[]> {
    return Promise.all(
      this.#pools
        .aliases()
        .map(async (pool) => ({ pool, health: await this.#checks.check(pool, this.#timeoutMs) })),
    );
  }
}
