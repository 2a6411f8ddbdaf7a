import type { ReplicationLimits } from '../replication-limits.js';
import { reachedAddress } from './announced-address.js';
import type { AskedPrimary, NodeNaming } from './cluster-health.js';
import type { NodeHealth } from './node-health.js';
import { replicaHealth } from './replica-nodes.js';
import type { ConnectedReplica } from './replication-info.js';
import type { WatchedReplica } from './sentinel-check.js';

/**
 * The server of a pool without a cluster, and its replicas: those it tells of, and those that Sentinels remember.
 */
export function serverHealth(
  asked: AskedPrimary,
  watched: readonly WatchedReplica[],
  naming: NodeNaming,
  limits: ReplicationLimits,
): NodeHealth[] {
  const replication = asked.check?.replication;
  const connected = new Map(replication?.replicas.map((replica) => [replica.address, replica]));
  const announced = new Set([...connected.keys(), ...watched.map(({ address }) => address)]);
  const replicas = [...announced].map((address) => {
    const node = reachedAddress(address, naming.natMap);
    return replicaHealth(
      {
        node,
        primary: asked.health.node,
        connected: connectionOf(address, connected, replication !== undefined),
        watched: watched.find((each) => each.address === address),
        isReachable: !naming.unreachable.has(node),
      },
      limits,
    );
  });
  // Configured ones that nobody knows any more.
  const named = new Set(replicas.map(({ node }) => node));
  const missing = [...naming.unreachable].filter((node) => !named.has(node));
  const lost = missing.map((node) =>
    replicaHealth({ node, primary: null, connected: null, isReachable: false }, limits),
  );
  return [ofServer(asked), ...replicas, ...lost];
}

function connectionOf(
  address: string,
  connected: ReadonlyMap<string, ConnectedReplica>,
  wasAnswered: boolean,
): ConnectedReplica | undefined | null {
  return wasAnswered ? connected.get(address) : null;
}

/** A pool may be connected to a replica: for reading, or by mistake. */
function ofServer({ health, check }: AskedPrimary): NodeHealth {
  const linkIsUp = check?.replication.linkIsUp ?? null;
  if (linkIsUp === null) return health;
  const replica: NodeHealth = {
    ...health,
    role: 'replica',
    replication: { primary: null, link: linkIsUp ? 'up' : 'down', lagBytes: null, lagSeconds: null },
  };
  return linkIsUp ? replica : { ...replica, status: 'degraded', message: 'it has lost its primary' };
}
