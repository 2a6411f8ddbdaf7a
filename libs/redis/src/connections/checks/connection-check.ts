import type { Redis } from 'ioredis';
import { isOutOfOrder, isReplyError } from '../driver-errors.js';
import { sendInternal } from '../guard/internal-command.js';
import { parseClusterNodes, type ClusterNode } from './nodes/cluster-nodes.js';
import { replicationInfo, type ReplicationInfo } from './nodes/replication-info.js';
import { parseFields, parseServerInfo, type ServerInfo } from './server-info.js';

/** What one connection found out. */
export interface ConnectionCheck {
  /** From PING to its reply. */
  readonly latencyMs: number;
  readonly info: ServerInfo;
  /** What the node thinks of its cluster: whether every slot is served. Null for single servers. */
  readonly clusterIsComplete: boolean | null;
  /** All nodes of the cluster, as this one sees them. Null for single servers, and where it may not be asked. */
  readonly clusterNodes: readonly ClusterNode[] | null;
  readonly replication: ReplicationInfo;
}

const NO_INFO = parseServerInfo('', 0);

/**
 * Asks the server of a connection with PING and INFO, a node of a cluster also what it knows of the others: all in one
 * round trip. They go past the pool's circuit breaker and queue, and are not
 * counted: what is asked is the server, not the library.
 * @throws Error if there is no connection, or the server answers that it cannot work now
 */
export async function checkConnection(connection: Redis, isClusterNode: boolean): Promise<ConnectionCheck> {
  // Nodes of a cluster connect when they are first used.
  if (connection.status === 'wait') await connection.connect();
  const startedAtMs = performance.now();
  const ping = sendInternal(connection, 'ping').then(
    () => undefined,
    (error: unknown) => {
      if (!isAnswer(error)) throw error;
    },
  );
  const [latencyMs, info, cluster, nodes] = await Promise.all([
    ping.then(() => Math.round((performance.now() - startedAtMs) * 1_000) / 1_000),
    reply(sendInternal(connection, 'info')),
    isClusterNode ? reply(sendInternal(connection, 'cluster', ['info'])) : null,
    isClusterNode ? reply(sendInternal(connection, 'cluster', ['nodes'])) : null,
  ]);
  return {
    latencyMs,
    info: info === null ? NO_INFO : parseServerInfo(info, connection.options.db ?? 0),
    clusterIsComplete: cluster === null ? null : parseFields(cluster).get('cluster_state') !== 'fail',
    clusterNodes: nodes === null ? null : parseClusterNodes(nodes),
    replication: replicationInfo(parseFields(info ?? '')),
  };
}

/** No permission for PING, say: an answer all the same. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && isReplyError(error) && !isOutOfOrder(error);
}

/** Null if it is refused: health does not depend on it. */
async function reply(command: Promise<unknown>): Promise<string | null> {
  try {
    return String(await command);
  } catch {
    return null;
  }
}
