import type { ConnectionOptions } from 'node:tls';

/** Address of a Redis server, a Sentinel or a cluster node. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Addresses as the servers announce them (`host:port`) to the ones this application can reach: for port forwards,
 * containers and tunnels.
 */
export type AddressMap = Readonly<Record<string, RedisAddress>>;

/** What pools of every topology have in common. */
export interface CommonPoolOptions {
  /** ACL user. @default the server's default user */
  readonly username?: string | undefined;
  /** @default none */
  readonly password?: string | undefined;
  /** TLS: `true`, or options of Node's `tls.connect` such as `ca`. @default off, on with a `rediss://` URL */
  readonly tls?: true | ConnectionOptions | undefined;
  /** Milliseconds to wait for a connection. @default 5000 */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * Milliseconds to wait for a reply, counted from the moment a command leaves the automatic pipeline. A command
   * that joins while the pipeline before it is still unanswered can wait twice as long.
   * @default 5000
   */
  readonly commandTimeoutMs?: number | undefined;
  /** Milliseconds without traffic until TCP probes the connection. @default 600000 */
  readonly keepAliveMs?: number | undefined;
  /** Whether commands issued in the same turn of the event loop are written together. @default true */
  readonly autoPipelining?: boolean | undefined;
  /** Name of the connections in CLIENT LIST. @default '<appName>:<alias>' */
  readonly connectionName?: string | undefined;
}

/** One server, by URL, by host and port, or by Unix socket. */
export interface StandalonePoolOptions extends CommonPoolOptions {
  readonly topology?: 'standalone' | undefined;
  /** `redis://`, `rediss://` or `unix://`; excludes `host`, `port` and `path`. */
  readonly url?: string | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** @default 6379 */
  readonly port?: number | undefined;
  /** Unix socket; excludes `host` and `port`. */
  readonly path?: string | undefined;
  /** IP version to resolve the host to. @default either */
  readonly family?: 4 | 6 | undefined;
  /** Logical database. @default that of the standard pool, 0 for others */
  readonly db?: number | undefined;
}

/** The primary that Sentinels watch. */
export interface SentinelPoolOptions extends CommonPoolOptions {
  readonly topology: 'sentinel';
  readonly sentinels: readonly RedisAddress[];
  /** Name of the primary in the Sentinels' configuration. */
  readonly name: string;
  /** Logical database. @default that of the standard pool, 0 for others */
  readonly db?: number | undefined;
  /** ACL user of the Sentinels themselves. @default none */
  readonly sentinelUsername?: string | undefined;
  /** Password of the Sentinels themselves. @default none */
  readonly sentinelPassword?: string | undefined;
  readonly natMap?: AddressMap | undefined;
}

/** A Redis Cluster. It has one database, which all its pools share. */
export interface ClusterPoolOptions extends CommonPoolOptions {
  readonly topology: 'cluster';
  /** Some nodes to learn the others from: addresses, or `redis://` and `rediss://` URLs. */
  readonly nodes: readonly (string | RedisAddress)[];
  readonly natMap?: AddressMap | undefined;
  /** How often a command follows MOVED, ASK and TRYAGAIN. @default 16 */
  readonly maxRedirections?: number | undefined;
}

/** Where a pool is and how its connections behave. */
export type RedisPoolOptions = StandalonePoolOptions | SentinelPoolOptions | ClusterPoolOptions;
