import type { RedisStats } from '../pool-snapshots.js';
import type { HealthStatus, NodeHealth, SentinelsHealth, SlotsHealth } from './nodes/node-health.js';

/** What a verdict on a pool is made of. */
export interface PoolFindings {
  /** What became of asking each primary, and what is known of the other servers. */
  readonly nodes: readonly NodeHealth[];
  readonly isCluster: boolean;
  /** False if a node says that slots are not served. */
  readonly clusterIsComplete: boolean;
  readonly slots?: SlotsHealth | undefined;
  readonly sentinels?: SentinelsHealth | undefined;
  readonly statistics: Pick<RedisStats, 'state' | 'lastError'>;
}

export interface PoolVerdict {
  readonly status: HealthStatus;
  /** Why it is not `up`. */
  readonly message?: string;
}

/**
 * A pool is down when no primary answers, and when its commands are refused: by an open circuit, or by a cluster that is
 * not complete. It is degraded when something is missing that it does not need at this moment: some of the primaries, a
 * replica, a Sentinel; and when commands failed a moment ago.
 */
export function verdictOn(findings: PoolFindings): PoolVerdict {
  const { nodes, isCluster, clusterIsComplete, slots, statistics } = findings;
  const { state, lastError } = statistics;
  const primaries = nodes.filter((node) => node.latencyMs !== null || node.role === 'primary');
  const silent = primaries.filter(({ status }) => status === 'down');
  const because = lastError === null ? '' : `: ${lastError}`;
  if (silent.length === primaries.length) {
    const message = silent[0]?.message ?? 'no node of the cluster is known';
    return { status: 'down', message: isCluster ? `no node of the cluster answers: ${message}` : message };
  }
  const uncovered = slots?.uncovered ?? [];
  if (!clusterIsComplete || uncovered.length > 0) {
    return { status: 'down', message: `the cluster does not serve all slots${describeGaps(slots)}` };
  }
  if (state === 'FAILED') {
    return { status: 'down', message: `the server answers, but the circuit is still open${because}` };
  }
  const problems = [...problemsOf(silent, primaries.length), ...otherProblems(findings)];
  if (problems.length > 0) return { status: 'degraded', message: problems.join('; ') };
  if (state === 'DEGRADED') return { status: 'degraded', message: `commands failed a moment ago${because}` };
  return { status: 'up' };
}

function describeGaps(slots: SlotsHealth | undefined): string {
  if (slots === undefined || slots.uncovered.length === 0) return '';
  const missing = slots.total - slots.covered;
  return `: ${missing} of ${slots.total} are missing (${slots.uncovered.join(', ')})`;
}

function problemsOf(silent: readonly NodeHealth[], total: number): string[] {
  if (silent.length === 0) return [];
  const names = silent.map(({ node, message }) => `${node} (${message})`).join(', ');
  return [`${silent.length} of ${total} nodes do not answer: ${names}`];
}

function otherProblems({ nodes, sentinels }: PoolFindings): string[] {
  const replicas = nodes
    .filter(({ role, status }) => role === 'replica' && status !== 'up')
    .map(({ node, message }) => `replica ${node}: ${message}`);
  const silent = (sentinels?.nodes ?? [])
    .filter(({ status }) => status === 'down')
    .map(({ node, message }) => `Sentinel ${node}: ${message}`);
  const cannot = sentinels?.canFailOver === false ? ['too few Sentinels are there to fail over'] : [];
  return [...replicas, ...silent, ...cannot];
}
