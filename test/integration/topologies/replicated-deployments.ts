import { startCluster, startSentinel, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import type { RedisPoolOptions } from '../../../libs/redis/src/config/pool-options.js';

/** How long servers that are asked here may take to answer. */
const ANSWER_MS = 5_000;

/** Servers with replicas, of which one primary is going to die. */
export interface ReplicatedDeployment {
  /** How pools reach it. */
  readonly pool: RedisPoolOptions;
  /** The primary that is to die. */
  readonly primary: RedisServer;
  /** How many replicas each primary has. */
  readonly replicas: number;
  /** All that are not primaries at the start. */
  readonly replicaServers: readonly RedisServer[];
  readonly primaries: readonly RedisServer[];
  readonly servers: readonly RedisServer[];
  /** Starts the dead primary again, as a replica of the one that took its place. */
  rejoin(): Promise<void>;
  stop(): Promise<void>;
}

/** A kind of deployment that survives the death of a primary. */
export interface ReplicatedTopology {
  readonly name: string;
  readonly start: () => Promise<ReplicatedDeployment>;
}

export const replicatedTopologies: readonly ReplicatedTopology[] = [
  { name: 'cluster of three masters with a replica each', start: startReplicatedCluster },
  { name: 'primary with two replicas behind Sentinels', start: startReplicatedPrimary },
];

async function startReplicatedCluster(): Promise<ReplicatedDeployment> {
  const cluster = await startCluster({ replicasPerMaster: 1, nodeTimeoutMs: 1_000 });
  const primary = firstOf(cluster.nodes);
  return {
    pool: { topology: 'cluster', nodes: cluster.nodes.map(({ host, port }) => ({ host, port })) },
    primary,
    replicas: 1,
    primaries: cluster.nodes.slice(0, 3),
    replicaServers: cluster.nodes.slice(3),
    servers: cluster.nodes,
    // The others tell it who has its slots now.
    rejoin: async () => primary.restart(),
    stop: async () => cluster.stop(),
  };
}

async function startReplicatedPrimary(): Promise<ReplicatedDeployment> {
  const deployment = await startSentinel({ replicas: 2 });
  const primary = firstOf(deployment.servers);
  return {
    pool: {
      topology: 'sentinel',
      name: deployment.name,
      sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
    },
    primary,
    replicas: 2,
    primaries: deployment.servers.slice(0, 1),
    replicaServers: deployment.servers.slice(1),
    servers: deployment.servers,
    rejoin: async () => {
      await primary.restart();
      // Sentinels would do it too, up to twenty seconds later.
      const { host, port } = await deployment.primary();
      await ask(primary, async (admin) => admin.call('REPLICAOF', host, port));
    },
    stop: async () => deployment.stop(),
  };
}

/** Asks one server, past the library. */
export async function ask<T>(server: RedisServer, question: (admin: Redis) => Promise<T>): Promise<T> {
  const admin = new Redis(server.url, {
    protocol: 2,
    lazyConnect: true,
    commandTimeout: ANSWER_MS,
    connectTimeout: ANSWER_MS,
    retryStrategy: () => null,
  });
  admin.on('error', () => undefined);
  try {
    await admin.connect();
    return await question(admin);
  } finally {
    admin.disconnect();
  }
}

/** Resolves when the replicas of every primary have all that it had when it was asked first: it may be written to. */
export async function untilReplicated({ servers }: Pick<ReplicatedDeployment, 'servers'>): Promise<void> {
  for (const server of servers) {
    let wanted: number | undefined;
    await waitUntil(
      async () => {
        const info = await ask(server, async (admin) => admin.info('replication'));
        if (info.includes('role:slave')) return true;
        wanted ??= Number(/master_repl_offset:(\d+)/.exec(info)?.[1]);
        const reached = [...info.matchAll(/^slave\d+:.*offset=(\d+)/gm)].map(([, offset]) => Number(offset));
        return reached.length > 0 && reached.every((offset) => offset >= Number(wanted));
      },
      { timeoutMs: 20_000, what: 'the replicas have what their primary had' },
    );
  }
}

/** Cuts a primary off from its replicas: what it is told from now on dies with it. */
export async function cutOffReplicas(primary: RedisServer): Promise<void> {
  await ask(primary, async (admin) => {
    await admin.call('ACL', 'SETUSER', 'default', '-psync', '-sync');
    await admin.call('CLIENT', 'KILL', 'TYPE', 'replica');
  });
}

function firstOf(servers: readonly RedisServer[]): RedisServer {
  const [first] = servers;
  if (first === undefined) throw new Error('there is no server');
  return first;
}
