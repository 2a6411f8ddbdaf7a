import { startCluster, startRedis, startSentinel, type RedisServer } from '@tenantry/redis-testing';
import type { ServerTlsOptions } from '../../../libs/redis-testing/src/tls/server-tls.js';
import type { RedisPoolOptions } from '../../../libs/redis/src/config/pool-options.js';

/** Servers that speak nothing but TLS. */
export interface RunningTlsDeployment {
  /** Those that hold data. */
  readonly servers: readonly RedisServer[];
  /** Where they are, and how to connect to them. */
  readonly pool: RedisPoolOptions;
  readonly stop: () => Promise<void>;
}

/** A kind of deployment; every server of it has the same TLS options. */
export interface TlsDeployment {
  readonly name: string;
  readonly start: (tls: ServerTlsOptions) => Promise<RunningTlsDeployment>;
}

const addressOf = ({ host, port }: RedisServer) => ({ host, port });

export const standaloneWithTls: TlsDeployment = {
  name: 'standalone',
  start: async (tls) => {
    const server = await startRedis({ tls });
    return { servers: [server], pool: { ...addressOf(server) }, stop: async () => server.stop() };
  },
};

export const tlsDeployments: readonly TlsDeployment[] = [
  standaloneWithTls,
  {
    name: 'cluster',
    start: async (tls) => {
      const cluster = await startCluster({ tls });
      const pool = { topology: 'cluster', nodes: cluster.nodes.map(addressOf) } as const;
      return { servers: cluster.nodes, pool, stop: async () => cluster.stop() };
    },
  },
  {
    name: 'sentinel',
    start: async (tls) => {
      const { name, sentinels, servers, ...deployment } = await start(tls);
      const pool = { topology: 'sentinel', name, sentinels: sentinels.map(addressOf) } as const;
      return { servers, pool, stop: deployment.stop };
    },
  },
];

async function start(tls: ServerTlsOptions) {
  const deployment = await startSentinel({ tls });
  const { name, sentinels, servers } = deployment;
  return { name, sentinels, servers, stop: async () => deployment.stop() };
}
