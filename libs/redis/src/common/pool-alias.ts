/** The six standard pools and the logical database of each (seed `redis-module-multi-pool`). */
export const STANDARD_POOL_DATABASES = {
  default: 15,
  user: 11,
  handlers: 10,
  symphony_shared_state: 9,
  expiry: 8,
  pubsub: 7,
} as const;

/** Alias of one of the six standard pools. */
export type StandardPoolAlias = keyof typeof STANDARD_POOL_DATABASES;

/**
 * Pools of your own, for the type system. As long as it is empty every alias compiles; declare yours and a wrong
 * one no longer does:
 * ```ts
 * declare module '@tenantry/redis' {
 *   interface RedisPoolAliases { analytics: true }
 * }
 * ```
 */
export interface RedisPoolAliases {}

/** Any text, with the standard aliases still offered by editors. */
type AnyAlias = StandardPoolAlias | (string & {});

/** Alias of a pool: any, or only known ones once {@link RedisPoolAliases} names some. */
export type PoolAlias = [keyof RedisPoolAliases] extends [never]
  ? AnyAlias
  : StandardPoolAlias | keyof RedisPoolAliases;
