import type { GuardedCluster } from './guarded-cluster.js';
import type { GuardedRedis } from './guarded-redis.js';

/** The client of a pool: ioredis, with every command passing the pool's guard. */
export type RedisClient = GuardedRedis | GuardedCluster;

/** Access to the clients of all pools. */
export interface PoolClients {
  /** @throws UnknownPoolError */
  client(alias: string): RedisClient;

  /**
   * Runs a read on a replica of the pool instead of its primary: what it finds may be older than what was written a
   * moment ago. Where no replica can answer, and in a pool that has none, the primary is asked.
   * @param key in a cluster: whose replicas. All keys that are read have to be in its slot
   * @param read must not write: it is called a second time if the replica fails
   * @throws UnknownPoolError, and whatever `read` throws
   * @default absent: reads go to the primary
   */
  readFromReplica?<T>(alias: string, key: string, read: (client: RedisClient) => Promise<T>): Promise<T>;
}
