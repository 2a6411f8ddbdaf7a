import type { PoolStatistics, RedisStats } from '../../connections/pool-snapshots.js';
import type { MetricSources } from '../metric-sources.js';
import type { Observation, Observer } from './observe.js';
import { POOL } from './semantic-attributes.js';

const STATES = ['HEALTHY', 'DEGRADED', 'FAILED'] as const;

// Names of the semantic conventions for pools of connections.
const CONNECTION_POOL_NAME = 'db.client.connection.pool.name';
const CONNECTION_STATE = 'db.client.connection.state';

/** State, circuit and connections of every pool; reads of repositories; sub-trees of tenants. */
export function observePools(observer: Observer, { pools, tenants }: MetricSources): void {
  const ofPools = (observations: (stats: RedisStats) => Observation[]) => (): Observation[] =>
    Object.values(pools.statistics().databaseStats).flatMap(observations);
  const ofDedicated = (observations: (statistics: PoolStatistics) => Observation[]) => (): Observation[] =>
    pools.aliases().flatMap((alias) => observations(pools.poolStatistics(alias)));

  observer.observe(
    'UpDownCounter',
    'db.client.connection.count',
    { description: 'Dedicated connections by their state: idle or used.', unit: '{connection}' },
    ofDedicated(({ databaseName, availableConnections, inUseConnections }) => [
      [availableConnections, { [CONNECTION_POOL_NAME]: databaseName, [CONNECTION_STATE]: 'idle' }],
      [inUseConnections, { [CONNECTION_POOL_NAME]: databaseName, [CONNECTION_STATE]: 'used' }],
    ]),
  );
  observer.observe(
    'UpDownCounter',
    'db.client.connection.max',
    { description: 'Most dedicated connections a pool may have.', unit: '{connection}' },
    ofDedicated(({ databaseName, maxConnections }) => [
      [maxConnections, { [CONNECTION_POOL_NAME]: databaseName }],
    ]),
  );
  observer.observe(
    'UpDownCounter',
    'db.client.connection.pending_requests',
    { description: 'Callers that wait for a dedicated connection.', unit: '{request}' },
    ofDedicated(({ databaseName, waitingCallers }) => [
      [waitingCallers, { [CONNECTION_POOL_NAME]: databaseName }],
    ]),
  );
  observer.observe(
    'UpDownCounter',
    'tenantry.redis.connections',
    { description: 'Connections that are ready: shared, dedicated and subscribers.', unit: '{connection}' },
    ofPools(({ databaseName, activeConnections }) => [[activeConnections, { [POOL]: databaseName }]]),
  );
  observer.observe(
    'Gauge',
    'tenantry.redis.pool.state',
    { description: '1 for the state a pool is in: HEALTHY, DEGRADED or FAILED; 0 for the others.' },
    ofPools(({ databaseName, state }) =>
      STATES.map((each) => [
        Number(each === state),
        { [POOL]: databaseName, 'tenantry.redis.pool.state': each },
      ]),
    ),
  );
  observer.observe(
    'Counter',
    'tenantry.redis.circuit.trips',
    { description: 'How often a circuit breaker opened.', unit: '{trip}' },
    ofPools(({ databaseName, circuitBreakerTrips }) => [[circuitBreakerTrips, { [POOL]: databaseName }]]),
  );
  observer.observe(
    'Counter',
    'tenantry.redis.commands.refused',
    { description: 'Commands that an open circuit refused.', unit: '{command}' },
    ofPools(({ databaseName, refusedOperations }) => [[refusedOperations, { [POOL]: databaseName }]]),
  );
  observer.observe(
    'Counter',
    'tenantry.redis.record.reads',
    { description: 'Reads of records by repositories: hit or miss.', unit: '{read}' },
    () => {
      const { cacheHits, cacheMisses } = pools.statistics();
      return [
        [cacheHits, { 'tenantry.redis.record.read.result': 'hit' }],
        [cacheMisses, { 'tenantry.redis.record.read.result': 'miss' }],
      ];
    },
  );
  observer.observe(
    'Counter',
    'tenantry.redis.replica.reads',
    { description: 'Reads for replicas by who answered them: replica or primary.', unit: '{read}' },
    ofPools(({ databaseName, replicaReads, replicaFallbacks }) => [
      [replicaReads, { [POOL]: databaseName, 'tenantry.redis.replica.read.answered_by': 'replica' }],
      [replicaFallbacks, { [POOL]: databaseName, 'tenantry.redis.replica.read.answered_by': 'primary' }],
    ]),
  );
  observer.observe(
    'UpDownCounter',
    'tenantry.tenant_trees',
    { description: 'Tenants that have a DI sub-tree in memory.', unit: '{tenant}' },
    () => [[tenants.statistics().size, {}]],
  );
  observer.observe(
    'Counter',
    'tenantry.tenant_trees.evictions',
    {
      description: 'DI sub-trees that were dropped because more tenants were active than fit.',
      unit: '{tenant}',
    },
    () => [[tenants.statistics().evictions, {}]],
  );
}
