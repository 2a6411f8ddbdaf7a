import type { PoolAlias } from '../common/pool-alias.js';
import type { ScheduleStatistics } from '../expiry/expiry-schedule.js';
import { settledWithin } from '../resilience/settled-within.js';
import type { MetricSources } from './metric-sources.js';

/** How long figures are good for: all metrics of one reading are made of the same. */
const LIFETIME_MS = 1_000;

/** What became of asking one pool. */
class Reading {
  stats: ScheduleStatistics | undefined;
  readonly settled: Promise<void>;
  #settledAtMs: number | undefined;

  constructor(
    readonly pool: PoolAlias,
    stats: Promise<ScheduleStatistics>,
  ) {
    this.settled = this.#settle(stats);
  }

  /** Whether it need not be asked again. */
  get isFresh(): boolean {
    return this.#settledAtMs === undefined || performance.now() - this.#settledAtMs < LIFETIME_MS;
  }

  async #settle(stats: Promise<ScheduleStatistics>): Promise<void> {
    try {
      this.stats = await stats;
    } catch {
      // That the pool is gone is told by its own metrics.
    }
    this.#settledAtMs = performance.now();
  }
}

/**
 * How many triggers there are, of every pool that may have some. Asks each pool one question at a time and keeps the
 * answer for a second.
 */
export class ScheduleReadings {
  readonly #schedule: MetricSources['schedule'];
  readonly #timeoutMs: number;
  readonly #readings = new Map<PoolAlias, Reading>();

  constructor(schedule: MetricSources['schedule'], timeoutMs: number) {
    this.#schedule = schedule;
    this.#timeoutMs = timeoutMs;
  }

  /** Never rejects. `stats` is undefined for a pool that did not answer in time. */
  async latest(): Promise<{ readonly pool: PoolAlias; readonly stats: ScheduleStatistics | undefined }[]> {
    const readings = this.#schedule.pools().map((pool) => this.#reading(pool));
    const settling = readings.map(({ settled }) => settled);
    await settledWithin(settling, this.#timeoutMs);
    return readings.map(({ pool, stats }) => ({ pool, stats }));
  }

  #reading(pool: PoolAlias): Reading {
    const current = this.#readings.get(pool);
    if (current?.isFresh === true) return current;
    const reading = new Reading(pool, this.#schedule.stats({ pool }));
    this.#readings.set(pool, reading);
    return reading;
  }
}
