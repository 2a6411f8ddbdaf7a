import type { RedisAddress } from '../../config/pool-options.js';
import type {
  ResolvedClusterPool,
  ResolvedPoolOptions,
  ResolvedSentinelPool,
  ResolvedStandalonePool,
} from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { clusterOptions } from '../connectors/cluster.connector.js';
import { connectionOptions } from '../connectors/connection-options.js';
import { sentinelOptions } from '../connectors/sentinel.connector.js';
import { standaloneOptions } from '../connectors/standalone.connector.js';
import { DedicatedCluster } from './dedicated-cluster.js';
import { DedicatedRedis } from './dedicated-redis.js';

/** A connection to the server of a pool, or to the primary of its Sentinels; not yet connected. */
export function createDedicatedRedis(
  pool: ResolvedStandalonePool | ResolvedSentinelPool,
  guard: CommandGuard,
): DedicatedRedis {
  const named = withName(pool);
  const options =
    named.topology === 'standalone'
      ? standaloneOptions(named)
      : // One question to each Sentinel: the next caller asks again.
        { ...sentinelOptions(named), sentinelRetryStrategy: () => null };
  return new DedicatedRedis(options, guard, pool.commandTimeoutMs);
}

/** A connection to one node of a cluster, not yet connected. */
export function createDedicatedNode(
  pool: ResolvedClusterPool,
  { host, port }: RedisAddress,
  guard: CommandGuard,
): DedicatedRedis {
  const options = { ...connectionOptions(withName(pool)), host, port };
  return new DedicatedRedis(options, guard, pool.commandTimeoutMs);
}

/** Connections to all nodes of a cluster, not yet connected. */
export function createDedicatedCluster(pool: ResolvedClusterPool, guard: CommandGuard): DedicatedCluster {
  return new DedicatedCluster(pool.nodes, clusterOptions(withName(pool)), guard, pool.commandTimeoutMs);
}

function withName<Pool extends ResolvedPoolOptions>(pool: Pool): Pool {
  return { ...pool, connectionName: `${pool.connectionName}:dedicated` };
}
