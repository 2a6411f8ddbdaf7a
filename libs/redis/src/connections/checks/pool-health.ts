import type { CircuitState, PoolState, PoolStatistics, RedisStats } from '../pool-snapshots.js';
import type { HealthStatus, NodeHealth, SentinelsHealth, SlotsHealth } from './nodes/node-health.js';
import type { ServerInfo } from './server-info.js';

/** The health of a pool. Of a cluster: the slowest latency, and the sum over its primaries. */
export interface PoolHealth extends ServerInfo {
  readonly status: HealthStatus;
  /** Why it is not `up`: no secret, no key. */
  readonly message?: string;
  readonly state: PoolState;
  readonly circuit: CircuitState;
  readonly topology: 'standalone' | 'sentinel' | 'cluster';
  /** Time PING took just now; null without an answer. */
  readonly latencyMs: number | null;
  /** Its servers one by one: the primary, of a cluster all of them, and the replicas. */
  readonly nodes: readonly NodeHealth[];
  /** Of a cluster: which slots are served. */
  readonly slots?: SlotsHealth;
  /** Of a pool with Sentinels. */
  readonly sentinels?: SentinelsHealth;
  /** Commands, connections and latency since the start of the application. */
  readonly statistics: RedisStats;
  /** The dedicated connections. */
  readonly dedicated: PoolStatistics;
}
