import type { Redis, RedisOptions } from 'ioredis';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import { reconnectDelay } from '../connections/connectors/connection-options.js';
import type { SubscriberPools } from './subscriber-pools.js';

/** A connection for one subscription alone. In a cluster to some node, another one at each attempt to connect. */
export function openOwnConnection(pools: SubscriberPools, alias: string): Redis {
  const client = pools.client(alias);
  if (!(client instanceof GuardedCluster)) return open(pools, alias, 'own', {});
  const connection: Redis = open(pools, alias, 'own', {
    ...someNode(client),
    retryStrategy: (attempt) => {
      Object.assign(connection.options, someNode(client));
      return reconnectDelay(attempt);
    },
  });
  return connection;
}

/** A connection to one node of a cluster. It comes back to that node, until it is closed. */
export function openNodeConnection(
  pools: SubscriberPools,
  alias: string,
  node: { readonly host: string; readonly port: number },
): Redis {
  return open(pools, alias, 'shard', { ...node, retryStrategy: reconnectDelay });
}

function open(pools: SubscriberPools, alias: string, purpose: string, options: RedisOptions): Redis {
  const shared = pools.subscriber(alias);
  const override: Partial<RedisOptions> = {
    lazyConnect: true,
    connectionName: `${shared.options.connectionName ?? 'tenantry'}:${purpose}`,
    ...options,
  };
  // ioredis insists on a listener; the pool's other connections tell the log the same story.
  return shared.duplicate(override).on('error', () => undefined);
}

function someNode(cluster: GuardedCluster): Pick<RedisOptions, 'host' | 'port'> {
  const ready = cluster.nodes().filter(({ status }) => status === 'ready');
  const node = ready[Math.floor(Math.random() * ready.length)];
  if (node === undefined) return {};
  const { host, port } = node.options;
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
}
