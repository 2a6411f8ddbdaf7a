import type { GuardedCluster } from './guarded-cluster.js';
import type { GuardedRedis } from './guarded-redis.js';

/** The client of a pool: ioredis, with every command passing the pool's guard. */
export type RedisClient = GuardedRedis | GuardedCluster;

/** Access to the clients of all pools. */
export interface PoolClients {
  /** @throws UnknownPoolError */
  client(alias: string): RedisClient;
}
