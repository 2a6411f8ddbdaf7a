import { Counter, type Registry } from 'prom-client';
import type {
  CircuitState,
  PoolState,
  PoolStatistics,
  RedisStats,
} from '../../connections/pool-snapshots.js';
import type { MetricSources } from '../metric-sources.js';
import { registerCounter, registerGauge, type Sample } from './read-metrics.js';
import type { ResolvedPrometheusOptions } from './prometheus-options.js';

const STATES: readonly PoolState[] = ['HEALTHY', 'DEGRADED', 'FAILED'];
const CIRCUITS: readonly CircuitState[] = ['closed', 'half-open', 'open'];

/** State, circuit and connections of every pool; reads of repositories; sub-trees of tenants. */
export class PoolMetrics {
  readonly #stop: (() => void)[];

  constructor(registry: Registry, sources: MetricSources, { prefix }: ResolvedPrometheusOptions) {
    const { pools, poolEvents, tenants } = sources;
    const pool = ['pool'];
    const ofPools = (samples: (stats: RedisStats) => readonly Sample[]) => (): Sample[] =>
      Object.values(pools.statistics().databaseStats).flatMap(samples);
    const ofDedicated = (samples: (statistics: PoolStatistics) => readonly Sample[]) => (): Sample[] =>
      pools.aliases().flatMap((alias) => samples(pools.poolStatistics(alias)));

    registerGauge(registry, {
      name: `${prefix}redis_pool_state`,
      help: '1 for the state a pool is in: HEALTHY, DEGRADED or FAILED; 0 for the others',
      labelNames: ['pool', 'state'],
      read: ofPools(({ databaseName, state }) =>
        STATES.map((each) => [{ pool: databaseName, state: each }, Number(each === state)]),
      ),
    });
    registerGauge(registry, {
      name: `${prefix}redis_circuit_state`,
      help: '1 for the state a circuit breaker is in: closed, half-open or open; 0 for the others',
      labelNames: ['pool', 'state'],
      read: ofPools(({ databaseName, circuit }) =>
        CIRCUITS.map((each) => [{ pool: databaseName, state: each }, Number(each === circuit)]),
      ),
    });
    registerCounter(registry, {
      name: `${prefix}redis_circuit_trips_total`,
      help: 'How often a circuit breaker opened',
      labelNames: pool,
      read: ofPools(({ databaseName, circuitBreakerTrips }) => [
        [{ pool: databaseName }, circuitBreakerTrips],
      ]),
    });
    registerGauge(registry, {
      name: `${prefix}redis_connections`,
      help: 'Connections that are ready: shared, dedicated and subscribers',
      labelNames: pool,
      read: ofPools(({ databaseName, activeConnections }) => [[{ pool: databaseName }, activeConnections]]),
    });
    registerGauge(registry, {
      name: `${prefix}redis_dedicated_connections`,
      help: 'Dedicated connections by what they do: available or in-use',
      labelNames: ['pool', 'state'],
      read: ofDedicated(({ databaseName, availableConnections, inUseConnections }) => [
        [{ pool: databaseName, state: 'available' }, availableConnections],
        [{ pool: databaseName, state: 'in-use' }, inUseConnections],
      ]),
    });
    registerGauge(registry, {
      name: `${prefix}redis_dedicated_connections_max`,
      help: 'Most dedicated connections a pool may have',
      labelNames: pool,
      read: ofDedicated(({ databaseName, maxConnections }) => [[{ pool: databaseName }, maxConnections]]),
    });
    registerGauge(registry, {
      name: `${prefix}redis_dedicated_connections_waiting`,
      help: 'Callers that wait for a dedicated connection',
      labelNames: pool,
      read: ofDedicated(({ databaseName, waitingCallers }) => [[{ pool: databaseName }, waitingCallers]]),
    });
    registerCounter(registry, {
      name: `${prefix}redis_record_reads_total`,
      help: 'Reads of records by repositories: hit or miss',
      labelNames: ['result'],
      read: () => {
        const { cacheHits, cacheMisses } = pools.statistics();
        return [
          [{ result: 'hit' }, cacheHits],
          [{ result: 'miss' }, cacheMisses],
        ];
      },
    });
    registerCounter(registry, {
      name: `${prefix}redis_replica_reads_total`,
      help: "Reads with readFrom: 'replica' by who answered them: a replica, or the primary in its place",
      labelNames: ['pool', 'answered_by'],
      read: ofPools(({ databaseName, replicaReads, replicaFallbacks }) => [
        [{ pool: databaseName, answered_by: 'replica' }, replicaReads],
        [{ pool: databaseName, answered_by: 'primary' }, replicaFallbacks],
      ]),
    });
    registerGauge(registry, {
      name: `${prefix}tenant_trees`,
      help: 'Tenants that have a DI sub-tree in memory',
      labelNames: [],
      read: () => [[{}, tenants.statistics().size]],
    });
    registerCounter(registry, {
      name: `${prefix}tenant_tree_evictions_total`,
      help: 'DI sub-trees that were dropped because more tenants were active than fit',
      labelNames: [],
      read: () => [[{}, tenants.statistics().evictions]],
    });

    const connections = new Counter({
      name: `${prefix}redis_connection_events_total`,
      help: 'Connections that became ready, were lost, or failed to be made',
      labelNames: ['pool', 'kind'],
      registers: [registry],
    });
    const changes = new Counter({
      name: `${prefix}redis_pool_state_changes_total`,
      help: 'Changes of the state of a pool, by the new one',
      labelNames: ['pool', 'to'],
      registers: [registry],
    });
    this.#stop = [
      poolEvents.on('connection', ({ pool: alias, kind }) => connections.inc({ pool: alias, kind })),
      poolEvents.on('stateChanged', ({ pool: alias, to }) => changes.inc({ pool: alias, to })),
    ];
  }

  /** Listens no longer. */
  stop(): void {
    for (const stop of this.#stop) stop();
  }
}
