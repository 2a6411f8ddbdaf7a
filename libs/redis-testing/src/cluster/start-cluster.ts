import type { ServerRelease } from '../binary/server-release.js';
import type { Log } from '../common/log.js';
import type { ServerTlsOptions } from '../tls/server-tls.js';
import { allStarted } from '../server/all-started.js';
import type { RedisServer } from '../server/redis-server.js';
import { startServer } from '../server/start-server.js';
import { assembleCluster } from './assemble-cluster.js';
import { RedisCluster } from './redis-cluster.js';

/** Options of {@link startCluster}. */
export interface StartClusterOptions {
  /** Masters, which share the slots. @default 3 */
  readonly masters?: number;
  /** Replicas of each master. @default 0 */
  readonly replicasPerMaster?: number;
  /** How long a node may be silent before the others call it failed. @default 2000 */
  readonly nodeTimeoutMs?: number;
  /** TLS instead of plain connections, between the nodes too. @default plain connections */
  readonly tls?: ServerTlsOptions;
  /** Further lines of every node's redis.conf. */
  readonly config?: readonly string[];
  /** A server of this release, whatever the machine has. @default what the environment names, or any server */
  readonly server?: ServerRelease;
  /** Receives a line per step of looking for a server program. @default stderr */
  readonly log?: Log;
}

/**
 * Starts a Redis Cluster on 127.0.0.1 and resolves when every node serves and all agree on the slots. That
 * takes two seconds: a master that has just started waits as long before it accepts writes.
 *
 * @throws RedisNotFoundError if no server program can be found or fetched
 * @throws RedisStartError if a node does not come up
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicasPerMaster = 0, nodeTimeoutMs = 2000, tls, config = [], server, log } = options;
  const lines = [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    `cluster-node-timeout ${nodeTimeoutMs}`,
    // A node that does not know its address yet reports an empty one, which clients cannot use.
    'cluster-announce-ip 127.0.0.1',
    // The default waits 5 s for more replicas before it sends data to the first.
    'repl-diskless-sync-delay 0',
    // Masters list a replica from the first ping it got, by default after ten seconds.
    'repl-ping-replica-period 1',
    ...config,
  ];
  const count = masters * (1 + replicasPerMaster);
  const plan = { lines, cluster: true, tls, server, log };
  const startNode = async (): Promise<RedisServer> => startServer(plan);
  const nodes = await allStarted(Array.from({ length: count }, startNode));
  const cluster = new RedisCluster(nodes, startNode);
  try {
    await assembleCluster(nodes, masters);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}
