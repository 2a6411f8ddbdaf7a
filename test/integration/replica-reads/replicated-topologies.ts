import { startCluster, startRedis, startSentinel, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { tenantScope, type TenantScopeOptions } from '../../support/tenant-scope.js';
import { connect } from '../../support/topologies.js';

/** Servers of a deployment that a test may break. */
export interface ReplicatedServers {
  readonly primaries: readonly RedisServer[];
  readonly replicas: readonly RedisServer[];
  readonly options: CoreModuleOptions;
  stop(): Promise<void>;
}

/** A kind of deployment with a replica of every primary. */
export interface ReplicatedTopology {
  readonly name: 'standalone' | 'sentinel' | 'cluster';
  start(): Promise<ReplicatedServers>;
}

export const replicatedTopologies: readonly ReplicatedTopology[] = [
  { name: 'standalone', start: startReplicatedServer },
  { name: 'sentinel', start: startWatchedServer },
  { name: 'cluster', start: startReplicatedCluster },
];

async function startReplicatedServer(): Promise<ReplicatedServers> {
  const primary = await startRedis({ config: ['repl-diskless-sync-delay 0'] });
  const replica = await startRedis({ config: [`replicaof ${primary.host} ${primary.port}`] });
  return {
    primaries: [primary],
    replicas: [replica],
    options: {
      pools: { default: { host: primary.host, port: primary.port, replicas: [addressOf(replica)] } },
    },
    stop: async () => void (await Promise.all([primary.stop(), replica.stop()])),
  };
}

async function startWatchedServer(): Promise<ReplicatedServers> {
  const deployment = await startSentinel({ downAfterMs: 500 });
  const [primary, ...replicas] = deployment.servers;
  const sentinels = deployment.sentinels.map(addressOf);
  return {
    primaries: primary === undefined ? [] : [primary],
    replicas,
    options: { pools: { default: { topology: 'sentinel', name: deployment.name, sentinels } } },
    stop: async () => deployment.stop(),
  };
}

async function startReplicatedCluster(): Promise<ReplicatedServers> {
  const cluster = await startCluster({ replicasPerMaster: 1, nodeTimeoutMs: 1_000 });
  return {
    primaries: cluster.nodes.slice(0, 3),
    replicas: cluster.nodes.slice(3),
    options: { pools: { default: { topology: 'cluster', nodes: cluster.nodes.slice(0, 3).map(addressOf) } } },
    stop: async () => cluster.stop(),
  };
}

function addressOf({ host, port }: RedisServer): { readonly host: string; readonly port: number } {
  return { host, port };
}

/** A deployment of one's own, pools on it, and plain connections that look at each server. */
export interface ReplicatedRedis {
  readonly servers: ReplicatedServers;
  readonly manager: RedisConnectionManager;
  repositories(options?: TenantScopeOptions): TestRepositories;
  scopeOptions(): TenantScopeOptions;
  /** Commands that these servers have run, by name: only those that clients sent. */
  calls(servers: readonly RedisServer[], ...commands: readonly string[]): Promise<number>;
  /** Sends a command to each of the servers. */
  send(servers: readonly RedisServer[], ...command: readonly [string, ...string[]]): Promise<unknown[]>;
  /** What the servers are now. */
  roles(): Promise<Pick<ReplicatedServers, 'primaries' | 'replicas'>>;
  /** Waits until the replicas have all that the primaries have. */
  replicated(): Promise<void>;
}

/** A deployment for the tests of the surrounding `describe`, with commands that give up after a second. */
export function useReplicated(topology: ReplicatedTopology): ReplicatedRedis {
  let servers: ReplicatedServers;
  let manager: RedisConnectionManager;
  beforeAll(async () => {
    servers = await topology.start();
    manager = await connect({ defaults: { commandTimeoutMs: 2_000 }, ...servers.options });
  });
  afterAll(async () => {
    [...servers.primaries, ...servers.replicas].forEach((server) => server.resume());
    await manager.close();
    await servers.stop();
  });
  const scopeOptions = (): TenantScopeOptions => ({ hashTag: topology.name === 'cluster' && 'tenant' });
  return {
    get servers() {
      return servers;
    },
    get manager() {
      return manager;
    },
    scopeOptions,
    repositories: (options) => repositoriesOf(tenantScope(manager, { ...scopeOptions(), ...options })),
    calls: async (of, ...commands) => {
      const texts = await send(of, 'INFO', 'commandstats');
      return texts
        .flatMap((text) => commands.map((command) => callsIn(String(text), command)))
        .reduce(sum, 0);
    },
    send,
    roles: async () => rolesOf([...servers.primaries, ...servers.replicas]),
    replicated: async () => {
      const { primaries } = await rolesOf([...servers.primaries, ...servers.replicas]);
      await send(primaries, 'WAIT', '1', '10000');
    },
  };
}

async function rolesOf(servers: readonly RedisServer[]) {
  const roles = (await send(servers, 'ROLE')).map((reply) => (Array.isArray(reply) ? reply[0] : undefined));
  return {
    primaries: servers.filter((_server, index) => roles[index] === 'master'),
    replicas: servers.filter((_server, index) => roles[index] === 'slave'),
  };
}

async function send(
  servers: readonly RedisServer[],
  ...[command, ...args]: readonly [string, ...string[]]
): Promise<unknown[]> {
  return Promise.all(
    servers.map(async ({ url }) => {
      const client = new Redis(url, { retryStrategy: () => null, replyMapping: 'legacy' });
      client.on('error', () => undefined);
      try {
        return await client.call(command, ...args);
      } finally {
        client.disconnect();
      }
    }),
  );
}

function callsIn(commandstats: string, command: string): number {
  return Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(commandstats)?.[1] ?? 0);
}

function sum(total: number, count: number): number {
  return total + count;
}

/** What the statistics say of the reads of a pool. */
export function readCounts(manager: RedisConnectionManager, pool = 'default') {
  const { replicaReads = 0, replicaFallbacks = 0 } = manager.statistics().databaseStats[pool] ?? {};
  return { replicaReads, replicaFallbacks };
}
