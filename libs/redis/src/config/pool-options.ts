import type { WriteDurability } from './durability-options.js';
import type { TlsOptions } from './tls-options.js';

/** Address of a Redis server, a Sentinel or a cluster node. */
export interface RedisAddress {
  /** Name or IP address. */
  readonly host: string;
  /** TCP port, 1 to 65,535. */
  readonly port: number;
}

/**
 * Addresses as the servers announce them (`host:port`) to the ones this application can reach: for port forwards,
 * containers and tunnels.
 */
export type AddressMap = Readonly<Record<string, RedisAddress>>;

/**
 * What the start of the application does about a pool that cannot be reached. `fail`: it tries a few times, then the
 * start fails. `retry`: it waits, for as long as it takes. `degraded`: the application starts without the pool, which
 * goes on connecting; its commands fail at once with PoolUnavailableError until it has.
 */
export type StartupMode = 'fail' | 'retry' | 'degraded';

/** What pools of every topology have in common. */
export interface CommonPoolOptions {
  /** ACL user. @default the server's default user */
  readonly username?: string | undefined;
  /** Password of the user. @default none */
  readonly password?: string | undefined;
  /** TLS: `true`, or `caFile`, `certFile`, `keyFile` and options of Node. @default off, on with a `rediss://` URL */
  readonly tls?: true | TlsOptions | undefined;
  /** Milliseconds to wait for a connection. @default 5000 */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds to wait for a reply, counted from the call. @default 5000 */
  readonly commandTimeoutMs?: number | undefined;
  /** Milliseconds without traffic until TCP probes the connection. @default 600000 */
  readonly keepAliveMs?: number | undefined;
  /**
   * Milliseconds of silence after which a connection is sent a PING; without an answer within `commandTimeoutMs` it is
   * made anew. Finds connections that only one side believes in. 0: never.
   * @default 30000
   */
  readonly watchdogIntervalMs?: number | undefined;
  /** What the start of the application does while the pool cannot be reached. @default 'fail' */
  readonly onStartup?: StartupMode | undefined;
  /**
   * How often `onStartup: 'fail'` tries. Errors that time does not heal, such as a wrong password, end it at once.
   * @default 5
   */
  readonly startupAttempts?: number | undefined;
  /** Shortest wait between two of these attempts, in milliseconds; the longest one doubles each time. @default 2000 */
  readonly startupMinDelayMs?: number | undefined;
  /** Longest wait between two attempts at the start, in milliseconds. @default 30000 */
  readonly startupMaxDelayMs?: number | undefined;
  /** Milliseconds the start waits while the server loads its data, or the cluster forms. @default 60000 */
  readonly loadingTimeoutMs?: number | undefined;
  /** Whether commands issued in the same turn of the event loop are written together. @default true */
  readonly autoPipelining?: boolean | undefined;
  /**
   * When a write counts as done: as soon as the primary has it (`'memory'`), or as soon as replicas have it too
   * (`'replica'`, `{ replicas, timeoutMs }`): then it outlives the primary, takes a round trip to the replicas longer,
   * and fails with ReplicationTimeoutError if they do not confirm it in time.
   * @default 'memory'
   */
  readonly durability?: WriteDurability | undefined;
  /** Name of the connections in CLIENT LIST. @default '<appName>:<alias>' */
  readonly connectionName?: string | undefined;
  /** Dedicated connections at most (`withConnection`, `watch`); in a cluster, to each node. @default 20 */
  readonly maxConnections?: number | undefined;
  /** Milliseconds a caller waits for a dedicated connection. @default the same as `commandTimeoutMs` */
  readonly acquireTimeoutMs?: number | undefined;
  /**
   * Milliseconds after which a dedicated connection that nobody used is closed. Looked for as often, but at least each
   * minute.
   * @default 300000
   */
  readonly idleTimeoutMs?: number | undefined;
  /** Milliseconds after which the log names who has kept a dedicated connection. @default 30000 */
  readonly holdWarningMs?: number | undefined;
}

/** One server, by URL, by host and port, or by Unix socket. */
export interface StandalonePoolOptions extends CommonPoolOptions {
  /** Which kind of deployment it is; a single server, if it says nothing. */
  readonly topology?: 'standalone' | undefined;
  /** `redis://`, `rediss://` or `unix://`; excludes `host`, `port` and `path`. */
  readonly url?: string | undefined;
  /** Name or IP address of the server. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** TCP port of the server. @default 6379 */
  readonly port?: number | undefined;
  /** Unix socket; excludes `host` and `port`. */
  readonly path?: string | undefined;
  /** IP version to resolve the host to. @default either */
  readonly family?: 4 | 6 | undefined;
  /** Logical database. @default that of the standard pool, 0 for others */
  readonly db?: number | undefined;
  /**
   * Replicas of this server, or the address that a provider gives them together, for reads with `readFrom: 'replica'`.
   * User, password, TLS and database are those of the pool.
   * @default none: such reads go to the server itself
   */
  readonly replicas?: readonly RedisAddress[] | undefined;
}

/** The primary that Sentinels watch. */
export interface SentinelPoolOptions extends CommonPoolOptions {
  /** Which kind of deployment it is. */
  readonly topology: 'sentinel';
  /** Sentinels to ask where the primary is, at least one. */
  readonly sentinels: readonly RedisAddress[];
  /** Name of the primary in the Sentinels' configuration. */
  readonly name: string;
  /** Logical database. @default that of the standard pool, 0 for others */
  readonly db?: number | undefined;
  /** ACL user of the Sentinels themselves. @default none */
  readonly sentinelUsername?: string | undefined;
  /** Password of the Sentinels themselves. @default none */
  readonly sentinelPassword?: string | undefined;
  /** TLS to the Sentinels themselves; `false`: none, also where the servers have it. @default the same as `tls` */
  readonly sentinelTls?: boolean | TlsOptions | undefined;
  /** Where servers are reached that the Sentinels name by other addresses. @default none: as they are named */
  readonly natMap?: AddressMap | undefined;
}

/** A Redis Cluster. It has one database, which all its pools share. */
export interface ClusterPoolOptions extends CommonPoolOptions {
  /** Which kind of deployment it is. */
  readonly topology: 'cluster';
  /** Some nodes to learn the others from: addresses, or `redis://` and `rediss://` URLs. */
  readonly nodes: readonly (string | RedisAddress)[];
  /** Where nodes are reached that the cluster names by other addresses. @default none: as they are named */
  readonly natMap?: AddressMap | undefined;
  /** How often a command follows MOVED, ASK and TRYAGAIN. @default 16 */
  readonly maxRedirections?: number | undefined;
}

/** Where a pool is and how its connections behave. */
export type RedisPoolOptions = StandalonePoolOptions | SentinelPoolOptions | ClusterPoolOptions;
