import type { LoggerService } from '@nestjs/common';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { RedisClient } from '../pool-clients.js';
import { PoolGuard } from '../pool-guard.js';
import type { ManagerStats, PoolState, RedisStats } from '../pool-snapshots.js';
import { UnknownPoolError } from '../pool.errors.js';
import type { RedisPoolEvents } from '../redis-pool.events.js';
import { PoolMonitor } from './pool-monitor.js';

/** Reads that found a record, and those that found none: counted by whoever reads records. */
export interface ReadCounts {
  readonly hits: number;
  readonly misses: number;
}

/** The monitors of all pools, and what they have seen. */
export class PoolMonitors {
  readonly #monitors = new Map<string, PoolMonitor>();
  readonly #startedAt = performance.now();
  #reads: ReadCounts = { hits: 0, misses: 0 };

  constructor(
    pools: Iterable<ResolvedPoolOptions>,
    logger: LoggerService,
    events: RedisPoolEvents | undefined,
  ) {
    for (const { alias, topology } of pools) {
      this.#monitors.set(alias, new PoolMonitor(alias, topology === 'cluster', logger, events));
    }
  }

  /** The guard of the pool's shared connection. */
  guardOf({ alias, commandTimeoutMs, durability }: ResolvedPoolOptions): PoolGuard {
    return new PoolGuard(alias, commandTimeoutMs, true, this.of(alias), durability);
  }

  /** Lets the circuit of a pool work: it is closed again by asking this client's server. */
  probeWith(client: RedisClient): void {
    this.of(client.poolAlias).circuit.probeWith(client);
  }

  /** @throws UnknownPoolError */
  of(alias: string): PoolMonitor {
    const monitor = this.#monitors.get(alias);
    if (monitor === undefined) throw new UnknownPoolError(alias, [...this.#monitors.keys()]);
    return monitor;
  }

  /** Where hits and misses are counted. */
  countReadsOf(reads: ReadCounts): void {
    this.#reads = reads;
  }

  statistics(): ManagerStats {
    const pools = [...this.#monitors.values()].map((monitor) => monitor.snapshot());
    return {
      totalDatabases: pools.length,
      healthyDatabases: countOf(pools, 'HEALTHY'),
      degradedDatabases: countOf(pools, 'DEGRADED'),
      failedDatabases: countOf(pools, 'FAILED'),
      totalOperations: pools.reduce(
        (total, { successfulOperations, failedOperations }) =>
          total + successfulOperations + failedOperations,
        0,
      ),
      cacheHits: this.#reads.hits,
      cacheMisses: this.#reads.misses,
      uptimeSeconds: (performance.now() - this.#startedAt) / 1_000,
      databaseStats: Object.fromEntries(pools.map((pool) => [pool.databaseName, pool])),
    };
  }

  stop(): void {
    for (const { circuit } of this.#monitors.values()) circuit.stop();
  }
}

function countOf(pools: readonly RedisStats[], wanted: PoolState): number {
  return pools.filter(({ state }) => state === wanted).length;
}
