import type { NodeHealth } from '../connections/checks/nodes/node-health.js';
import type { PoolReading } from './node-readings.js';

/** Nodes of a pool that have series of their own: as many as a cluster is made for. */
const MOST_NODES = 1_000;

type FigureLabel = 'node' | 'role' | 'state';

/** One value, with its labels beside that of the pool. */
export type NodeSample = readonly [labels: Readonly<Partial<Record<FigureLabel, string>>>, value: number];

/** Something to know about the servers of a pool. */
export interface NodeFigure {
  /** For Prometheus, without a prefix. */
  readonly name: string;
  /** For OpenTelemetry, without a prefix. */
  readonly telemetryName: string;
  readonly help: string;
  readonly unit: string;
  readonly labels: readonly FigureLabel[];
  readonly samples: (reading: PoolReading) => readonly NodeSample[];
}

/**
 * Servers are asked by every process: except for whether they answer, all processes say the same. Nothing is said of
 * what nobody knows.
 */
export const NODE_FIGURES: readonly NodeFigure[] = [
  {
    name: 'redis_node_up',
    telemetryName: 'node.up',
    help: 'Servers by their role: 1 if they work, 0 if they are down',
    unit: '1',
    labels: ['node', 'role'],
    samples: ({ health }) =>
      first(health.nodes).map(({ node, role, status }) => [{ node, role }, Number(status !== 'down')]),
  },
  {
    name: 'redis_connected_replicas',
    telemetryName: 'node.replicas',
    help: 'Replicas of a primary that get what it writes',
    unit: '{replica}',
    labels: ['node'],
    samples: ({ health }) =>
      first(health.nodes)
        .filter(({ role, status }) => role === 'primary' && status !== 'down')
        .map(({ node }) => [{ node }, linkedReplicas(health.nodes, node)]),
  },
  {
    name: 'redis_replica_link_up',
    telemetryName: 'replica.link',
    help: '1 if a replica gets what its primary writes, else 0',
    unit: '1',
    labels: ['node'],
    samples: ofReplicas(({ link }) => Number(link === 'up')),
  },
  {
    name: 'redis_replica_lag_seconds',
    telemetryName: 'replica.lag',
    help: 'Time since a replica last confirmed what it has; it does so each second',
    unit: 's',
    labels: ['node'],
    samples: ofReplicas(({ lagSeconds }) => lagSeconds),
  },
  {
    name: 'redis_replica_lag_bytes',
    telemetryName: 'replica.lag_bytes',
    help: 'Writes of its primary that a replica has not confirmed yet',
    unit: 'By',
    labels: ['node'],
    samples: ofReplicas(({ lagBytes }) => lagBytes),
  },
  {
    name: 'redis_cluster_slots_uncovered',
    telemetryName: 'cluster.slots.uncovered',
    help: 'Slots of a cluster that no working primary serves',
    unit: '{slot}',
    labels: [],
    samples: ({ health: { slots } }) => (slots === undefined ? [] : [[{}, slots.total - slots.covered]]),
  },
  {
    name: 'redis_sentinels',
    telemetryName: 'sentinels',
    help: 'Sentinels of the options by whether they answer: up or down',
    unit: '{sentinel}',
    labels: ['state'],
    samples: ({ health: { sentinels } }) =>
      sentinels === undefined
        ? []
        : (['up', 'down'] as const).map((state) => [
            { state },
            sentinels.nodes.filter(({ status }) => status === state).length,
          ]),
  },
  {
    name: 'redis_sentinel_can_fail_over',
    telemetryName: 'sentinels.can_fail_over',
    help: '1 if enough Sentinels are there to make another server the primary, else 0',
    unit: '1',
    labels: [],
    samples: ({ health: { sentinels } }) => {
      const can = sentinels?.canFailOver ?? null;
      return can === null ? [] : [[{}, Number(can)]];
    },
  },
];

function first(nodes: readonly NodeHealth[] | undefined): readonly NodeHealth[] {
  return (nodes ?? []).slice(0, MOST_NODES);
}

function linkedReplicas(nodes: readonly NodeHealth[] | undefined, primary: string): number {
  return (nodes ?? []).filter(
    ({ replication }) => replication?.primary === primary && replication.link === 'up',
  ).length;
}

function ofReplicas(
  value: (replication: NonNullable<NodeHealth['replication']>) => number | null,
): NodeFigure['samples'] {
  return ({ health }) =>
    first(health.nodes).flatMap(({ node, replication }) => {
      const figure = replication === undefined ? null : value(replication);
      return figure === null ? [] : [[{ node }, figure] as const];
    });
}
