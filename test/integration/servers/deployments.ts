import { startCluster, startRedis, type RedisServer, type ServerRelease } from '@tenantry/redis-testing';
import type { RedisModuleOptions } from '@tenantry/redis';

/** Servers of one release, and the options that reach them. */
export interface Deployment {
  readonly servers: readonly RedisServer[];
  readonly options: Pick<RedisModuleOptions, 'url' | 'pools'>;
}

export interface DeploymentKind {
  readonly name: string;
  start(server: ServerRelease | undefined): Promise<Deployment>;
}

/** Shared machines are slow at times; no test here takes a node away. */
const NODE_TIMEOUT_MS = 15_000;

export const deploymentKinds: readonly DeploymentKind[] = [
  {
    name: 'standalone',
    start: async (release) => {
      const server = await startRedis(release === undefined ? {} : { server: release });
      return { servers: [server], options: { url: server.url } };
    },
  },
  {
    name: 'a cluster',
    start: async (release) => {
      const options = { nodeTimeoutMs: NODE_TIMEOUT_MS };
      const { nodes } = await startCluster(release === undefined ? options : { ...options, server: release });
      const addresses = nodes.map(({ host, port }) => ({ host, port }));
      return { servers: nodes, options: { pools: { default: { topology: 'cluster', nodes: addresses } } } };
    },
  },
];
