import { FaultProxy } from '@tenantry/redis-testing';
import { inject } from 'vitest';
import type { CoreModuleOptions } from '../../libs/redis/src/config/module-options.js';

/** Every server behind a proxy of its own, so that the network can be made to fail. */
export interface ProxiedTopology {
  readonly name: string;
  addresses(): readonly { readonly host: string; readonly port: number }[];
  options(proxies: readonly FaultProxy[]): CoreModuleOptions;
}

export const proxiedTopologies: readonly ProxiedTopology[] = [
  {
    name: 'standalone',
    addresses: () => {
      const { hostname, port } = new URL(inject('redisUrl'));
      return [{ host: hostname, port: Number(port) }];
    },
    options: ([proxy]) => ({ url: proxy?.url ?? '' }),
  },
  {
    name: 'cluster',
    addresses: () => inject('clusterNodes'),
    options: (proxies) => ({
      defaults: {
        topology: 'cluster',
        nodes: proxies.map(({ host, port }) => ({ host, port })),
        natMap: Object.fromEntries(
          inject('clusterNodes').map((node, index) => [
            `${node.host}:${node.port}`,
            { host: '127.0.0.1', port: proxies[index]?.port ?? 0 },
          ]),
        ),
      },
    }),
  },
];

/** Proxies before all servers of a topology. */
export async function startProxies(topology: ProxiedTopology): Promise<FaultProxy[]> {
  const proxies = topology.addresses().map((address) => new FaultProxy(address));
  await Promise.all(proxies.map(async (proxy) => proxy.listen()));
  return proxies;
}
