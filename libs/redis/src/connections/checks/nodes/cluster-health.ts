import type { ClusterOptions } from 'ioredis';
import type { ConnectionCheck } from '../connection-check.js';
import type { ReplicationLimits } from '../replication-limits.js';
import { reachedAddress } from './announced-address.js';
import { countSlots, describeRange, SLOTS, uncoveredSlots, type ClusterNode } from './cluster-nodes.js';
import type { NodeHealth, SlotsHealth } from './node-health.js';
import { replicaHealth } from './replica-nodes.js';

/** A primary that was asked. */
export interface AskedPrimary {
  readonly health: NodeHealth;
  /** All names the connection knows it by. */
  readonly addresses: readonly string[];
  /** Undefined: it did not answer. */
  readonly check: ConnectionCheck | undefined;
}

/** How the addresses of other nodes are to be read, and what else is known of them. */
export interface NodeNaming {
  readonly natMap: ClusterOptions['natMap'] | null;
  /** Replicas this application reads from and cannot reach now. */
  readonly unreachable: ReadonlySet<string>;
}

export interface ClusterHealth {
  readonly nodes: readonly NodeHealth[];
  /** Undefined: nobody could or may say. */
  readonly slots: SlotsHealth | undefined;
}

/** All nodes of a cluster: the primaries that were asked, and those that they tell of. */
export function clusterHealth(
  asked: readonly AskedPrimary[],
  naming: NodeNaming,
  limits: ReplicationLimits,
): ClusterHealth {
  const view = bestView(asked);
  if (view === undefined) return { nodes: asked.map(({ health }) => health), slots: undefined };
  const known = view.map((node) => ({
    node,
    addresses: node.addresses.map((address) => reachedAddress(address, naming.natMap)),
  }));
  const askedAs = new Map(
    known.flatMap(({ node, addresses }) => {
      const primary = asked.find((each) => each.addresses.some((address) => addresses.includes(address)));
      return primary === undefined ? [] : [[node.id, primary] as const];
    }),
  );
  const primaries = asked.map((primary): NodeHealth => {
    const node = known.find(({ node: { id } }) => askedAs.get(id) === primary)?.node;
    return node === undefined ? primary.health : { ...primary.health, slots: countSlots(node.slots) };
  });
  const others = known.flatMap(({ node, addresses: [address = ''] }): NodeHealth[] => {
    if (askedAs.has(node.id)) return [];
    if (node.role === 'primary') return node.failure === null ? [] : [failedPrimary(address, node)];
    const primary = node.primaryId === null ? undefined : askedAs.get(node.primaryId);
    const replicas = primary?.check?.replication.replicas;
    return [
      replicaHealth(
        {
          node: address,
          primary: primary?.health.node ?? null,
          connected:
            replicas === undefined
              ? null
              : replicas.find((replica) => node.addresses.includes(replica.address)),
          failure: node.failure,
          isReachable: !naming.unreachable.has(address),
        },
        limits,
      ),
    ];
  });
  return { nodes: [...primaries, ...others], slots: slotsHealth(view) };
}

/** That of a node which says that the cluster is incomplete, else of any that answered. */
function bestView(asked: readonly AskedPrimary[]): readonly ClusterNode[] | undefined {
  const checks = asked.flatMap(({ check }) => (check?.clusterNodes ? [check] : []));
  const incomplete = checks.find(({ clusterIsComplete }) => clusterIsComplete === false);
  return (incomplete ?? checks[0])?.clusterNodes ?? undefined;
}

function failedPrimary(node: string, { failure, slots }: ClusterNode): NodeHealth {
  const message =
    failure === 'failed' ? 'the cluster says that it has failed' : 'it does not answer other nodes';
  return { node, role: 'primary', status: 'down', message, latencyMs: null, slots: countSlots(slots) };
}

function slotsHealth(view: readonly ClusterNode[]): SlotsHealth {
  const gaps = uncoveredSlots(view);
  return { covered: SLOTS - countSlots(gaps), total: SLOTS, uncovered: gaps.map(describeRange) };
}
