/**
 * Pool aliases known to the type system. Augment it to make a wrong alias a compile error:
 * ```ts
 * declare module '@tenantry/redis' {
 *   interface RedisPoolAliases { analytics: true }
 * }
 * ```
 */
export interface RedisPoolAliases {
  default: true;
  user: true;
  handlers: true;
  symphony_shared_state: true;
  expiry: true;
  pubsub: true;
}

/** A known pool alias. */
export type PoolAlias = keyof RedisPoolAliases;

/** The six standard pools and the logical database of each (seed `redis-module-multi-pool`). */
export const STANDARD_POOL_DATABASES = {
  default: 15,
  user: 11,
  handlers: 10,
  symphony_shared_state: 9,
  expiry: 8,
  pubsub: 7,
} as const satisfies Partial<Record<PoolAlias, number>>;

/** Alias of one of the six standard pools. */
export type StandardPoolAlias = keyof typeof STANDARD_POOL_DATABASES;
