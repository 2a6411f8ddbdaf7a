import type { CircuitState, PoolState, PoolStatistics, RedisStats } from '../connections/pool-snapshots.js';
import type { ServerInfo } from './server-info.js';

/**
 * `up`; `degraded`: it serves, but not as it should; `down`: commands fail. The words of Terminus, where only `down`
 * fails a health check.
 */
export type HealthStatus = 'up' | 'degraded' | 'down';

/** One node of a cluster. */
export interface NodeHealth {
  /** `host:port`. */
  readonly node: string;
  readonly status: 'up' | 'down';
  /** Why it is down. */
  readonly message?: string;
  readonly latencyMs: number | null;
}

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
  /** Of a cluster: its primaries. */
  readonly nodes?: readonly NodeHealth[];
  /** Commands, connections and latency since the start of the application. */
  readonly statistics: RedisStats;
  /** The dedicated connections. */
  readonly dedicated: PoolStatistics;
}

/** The graver of several. */
export function worstOf(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst: HealthStatus = 'up';
  for (const status of statuses) {
    if (status === 'down') return 'down';
    if (status === 'degraded') worst = 'degraded';
  }
  return worst;
}
