import type { PoolAlias } from '@tenantry/redis';

/** Where the Python service keeps its threads: one JSON document each, under `<prefix>:<id>`, without a tenant. */
export interface SeedDocumentsOptions {
  /** The one tenant that these threads belong to; no other tenant ever sees them. */
  readonly tenant: string;
  /** Pool whose database they are in. @default the agent store's pool */
  readonly pool?: PoolAlias | undefined;
  /** First word of their keys. @default 'thread' */
  readonly keyPrefix?: string | undefined;
}

/** Options of `AgentModule`. */
export interface AgentModuleOptions {
  /** Pool of the threads; any alias of the Redis module. @default 'default' */
  readonly pool?: PoolAlias | undefined;
  /**
   * Word before the ids in keys, `<tenant>:thread:<id>`.
   * @default `REDIS_KEY_PREFIX`, else the Redis module's `keys.prefixes.thread`, which is 'thread'
   */
  readonly keyPrefix?: string | undefined;
  /**
   * Expiry of a thread, in seconds since its last write; or 'none'.
   * @default `REDIS_TTL_SECONDS`, else 2592000 (30 days)
   */
  readonly ttlSeconds?: number | 'none' | undefined;
  /**
   * Database that the pool has to be on: the start fails if it is on another. For `REDIS_DB` of the Python service.
   * @default `REDIS_DB`, else unchecked
   */
  readonly database?: number | undefined;
  /**
   * Also finds the threads of the Python service; see {@link SeedDocumentsOptions}.
   * @default none
   */
  readonly seedDocuments?: SeedDocumentsOptions | undefined;
  /**
   * Where `REDIS_DB`, `REDIS_KEY_PREFIX` and `REDIS_TTL_SECONDS` are read from; false: nowhere.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>> | false | undefined;
}
