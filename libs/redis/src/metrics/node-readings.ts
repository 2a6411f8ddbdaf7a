import type { PoolAlias } from '../common/pool-alias.js';
import { PoolChecks } from '../connections/checks/pool-checks.js';
import type { PoolHealth } from '../connections/checks/pool-health.js';
import type { MetricSources } from './metric-sources.js';

/** How long figures are good for: all metrics of one reading are made of the same. */
const LIFETIME_MS = 1_000;

/** What is known of the servers of a pool. */
export interface PoolReading {
  readonly pool: PoolAlias;
  readonly health: PoolHealth;
}

/** How the servers of all pools are. Asks each of them one question at a time, and keeps the answers for a second. */
export class NodeReadings {
  readonly #pools: MetricSources['pools'];
  readonly #checks: PoolChecks;
  readonly #timeoutMs: number;
  #latest: Promise<readonly PoolReading[]> = Promise.resolve([]);
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(pools: MetricSources['pools'], timeoutMs: number) {
    this.#pools = pools;
    this.#checks = new PoolChecks(pools);
    this.#timeoutMs = timeoutMs;
  }

  /** Of every pool, whether its servers answer or not, after `timeoutMs` at the latest. */
  async latest(): Promise<readonly PoolReading[]> {
    const now = performance.now();
    if (now - this.#askedAtMs >= LIFETIME_MS) {
      this.#askedAtMs = now;
      this.#latest = this.#read();
    }
    return this.#latest;
  }

  async #read(): Promise<PoolReading[]> {
    return Promise.all(
      this.#pools
        .aliases()
        .map(async (pool) => ({ pool, health: await this.#checks.check(pool, this.#timeoutMs) })),
    );
  }
}
