import type { RedisStats } from '../connections/pool-snapshots.js';
import type { HealthStatus, NodeHealth } from './pool-health.js';

/** What a verdict on a pool is made of. */
export interface PoolFindings {
  /** What became of asking each server. */
  readonly nodes: readonly NodeHealth[];
  readonly isCluster: boolean;
  /** False if a node says that slots are not served. */
  readonly clusterIsComplete: boolean;
  readonly statistics: Pick<RedisStats, 'state' | 'lastError'>;
}

export interface PoolVerdict {
  readonly status: HealthStatus;
  /** Why it is not `up`. */
  readonly message?: string;
}

/**
 * A pool is down when nobody answers, and when its commands are refused: by an open circuit, or by a cluster that is not
 * complete. It is degraded when only some nodes answer, and when commands failed a moment ago.
 */
export function verdictOn({ nodes, isCluster, clusterIsComplete, statistics }: PoolFindings): PoolVerdict {
  const { state, lastError } = statistics;
  const silent = nodes.filter(({ status }) => status === 'down');
  const because = lastError === null ? '' : `: ${lastError}`;
  if (silent.length === nodes.length) {
    const message = silent[0]?.message ?? 'no node of the cluster is known';
    return { status: 'down', message: isCluster ? `no node of the cluster answers: ${message}` : message };
  }
  if (!clusterIsComplete) return { status: 'down', message: 'the cluster does not serve all slots' };
  if (state === 'FAILED') {
    return { status: 'down', message: `the server answers, but the circuit is still open${because}` };
  }
  if (silent.length > 0) {
    const names = silent.map(({ node, message }) => `${node} (${message})`).join(', ');
    return {
      status: 'degraded',
      message: `${silent.length} of ${nodes.length} nodes do not answer: ${names}`,
    };
  }
  if (state === 'DEGRADED') return { status: 'degraded', message: `commands failed a moment ago${because}` };
  return { status: 'up' };
}
