import type { GuardedRedis } from './guarded-redis.js';

/** A pool's connection for SUBSCRIBE. It has its subscriptions back after every reconnection. */
export type SubscriberConnection = GuardedRedis;
