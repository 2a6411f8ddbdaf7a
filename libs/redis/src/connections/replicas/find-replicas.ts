import type { RedisAddress } from '../../config/pool-options.js';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { CommandGuard } from '../command-guard.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { GuardedRedis } from '../guarded-redis.js';
import type { RedisClient } from '../pool-clients.js';
import { ClusterReplicas } from './cluster-replicas.js';
import { createReplicaClient, createSentinelReplicaClient } from './create-replica.js';
import { FixedReplicas } from './fixed-replicas.js';
import type { ReplicaSource } from './replica-source.js';
import type { Replica } from './replica.js';

/** Makes a replica of a client that is given a guard; without an address it is one that the Sentinels name. */
export type AdoptReplica = (
  address: string | undefined,
  create: (guard: CommandGuard) => GuardedRedis,
) => Replica;

/** Where the replicas of a pool come from: its cluster, its Sentinels, or its options. */
export function findReplicas(
  pool: ResolvedPoolOptions,
  client: RedisClient,
  adopt: AdoptReplica,
): ReplicaSource {
  if (pool.topology === 'sentinel') {
    const create = (guard: CommandGuard): GuardedRedis => createSentinelReplicaClient(pool, guard);
    return new FixedReplicas(() => [adopt(undefined, create)]);
  }
  const at = (address: RedisAddress): Replica =>
    adopt(`${address.host}:${address.port}`, (guard) => createReplicaClient(pool, address, guard));
  if (client instanceof GuardedCluster) return new ClusterReplicas(client, at);
  return new FixedReplicas(() => (pool.topology === 'standalone' ? pool.replicas.map(at) : []));
}
