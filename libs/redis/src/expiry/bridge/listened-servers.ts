import type { Redis } from 'ioredis';
import { PoolUnavailableError } from '../../connections/connectivity.errors.js';
import { isReplyError, rootCauseOf } from '../../connections/driver-errors.js';
import { GuardedCluster } from '../../connections/guarded-cluster.js';
import type { RedisClient } from '../../connections/pool-clients.js';

/** A server that announces the keys that expire on it. */
export interface ListenedServer {
  /** For messages, and to know the server again: `127.0.0.1:6379`. */
  readonly address: string;
  /**
   * CONFIG of this very server.
   * @throws ReplyError | ConnectivityError
   */
  config(...args: readonly string[]): Promise<unknown>;
  /** A connection of one's own to it, not connected yet. */
  openConnection(): Redis;
}

/** Where keys expire: the server, or each master of the cluster as far as the client knows them. */
export function listenedServers(client: RedisClient): ListenedServer[] {
  if (client instanceof GuardedCluster) return client.nodes('master').map((node) => masterOf(client, node));
  return [
    {
      address: addressOf(client),
      config: async (...args) => client.call('CONFIG', ...args),
      openConnection: () => client.duplicate(ownConnection(client)),
    },
  ];
}

/** Not the node's own `duplicate`: its subscriptions can reject where nobody listens, which ends the process. */
function masterOf(cluster: GuardedCluster, node: Redis): ListenedServer {
  return {
    address: addressOf(node),
    config: async (...args) => configOf(cluster, node, args),
    openConnection: () => cluster.duplicateNode(node, ownConnection(node)),
  };
}

/** Connections to single nodes are not guarded: their failures are given the same meaning. */
async function configOf(cluster: GuardedCluster, node: Redis, args: readonly string[]): Promise<unknown> {
  try {
    return await node.call('CONFIG', ...args);
  } catch (error) {
    if (error instanceof Error && isReplyError(error)) throw error;
    throw new PoolUnavailableError(cluster.poolAlias, 'CONFIG', rootCauseOf(error));
  }
}

function ownConnection({ options }: Redis) {
  return {
    lazyConnect: true,
    // What it sends is a subscription and a PING now and then: nothing to write together.
    coalesceWrites: false,
    connectionName: `${options.connectionName ?? 'tenantry'}:keyspace`,
  };
}

function addressOf({ options: { sentinels, name, path, host, port } }: Redis): string {
  if (sentinels !== undefined && sentinels !== null) return `"${name ?? ''}" of its Sentinels`;
  return path ?? `${host ?? '127.0.0.1'}:${port ?? 6_379}`;
}
