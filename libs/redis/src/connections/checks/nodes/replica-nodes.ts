import type { ReplicationLimits } from '../replication-limits.js';
import type { ClusterNode } from './cluster-nodes.js';
import type { NodeHealth } from './node-health.js';
import type { ConnectedReplica } from './replication-info.js';
import type { WatchedReplica } from './sentinel-check.js';

/** All that is known of one replica. */
export interface ReplicaFindings {
  readonly node: string;
  /** `host:port` of its primary. */
  readonly primary: string | null;
  /** What its primary says; undefined: that it is not connected. Null: nobody could be asked. */
  readonly connected: ConnectedReplica | undefined | null;
  /** What the cluster says. */
  readonly failure?: ClusterNode['failure'];
  /** What a Sentinel says. */
  readonly watched?: WatchedReplica | undefined;
  /** False: this application reads from it, and has no connection now. */
  readonly isReachable?: boolean | undefined;
}

/** The health of a replica. It is never down for the pool, which works without it: that is for the verdict to say. */
export function replicaHealth(findings: ReplicaFindings, limits: ReplicationLimits): NodeHealth {
  const { node, primary, connected } = findings;
  const isOnline = connected?.state === 'online';
  const problem = problemOf(findings, limits);
  return {
    node,
    role: 'replica',
    status: problem?.status ?? 'up',
    ...(problem === undefined ? {} : { message: problem.message }),
    latencyMs: null,
    replication: {
      primary,
      link: isOnline ? 'up' : 'down',
      lagBytes: connected?.lagBytes ?? null,
      lagSeconds: connected?.lagSeconds ?? null,
    },
  };
}

interface Problem {
  readonly status: 'degraded' | 'down';
  readonly message: string;
}

function problemOf(
  { connected, failure, watched, isReachable }: ReplicaFindings,
  { lagSeconds, lagBytes }: ReplicationLimits,
): Problem | undefined {
  const down = (message: string): Problem => ({ status: 'down', message });
  const degraded = (message: string): Problem => ({ status: 'degraded', message });
  if (failure === 'failed') return down('the cluster says that it has failed');
  if (failure === 'silent') return down('it does not answer other nodes');
  if (watched?.isDown === true) return down('the Sentinels say that it is down');
  if (isReachable === false) return degraded('this application cannot reach it');
  if (connected === null) return undefined;
  if (connected === undefined) return degraded('it is not connected to its primary');
  if (connected.state !== 'online') return degraded(`it is not in step yet (${connected.state})`);
  if (reaches(connected.lagSeconds, lagSeconds)) {
    return degraded(`its lag is ${connected.lagSeconds} s (limit ${lagSeconds} s)`);
  }
  if (reaches(connected.lagBytes, lagBytes)) {
    return degraded(`its lag is ${connected.lagBytes} bytes (limit ${lagBytes} bytes)`);
  }
  return undefined;
}

function reaches(value: number | null, limit: number | undefined): boolean {
  return value !== null && limit !== undefined && value >= limit;
}
