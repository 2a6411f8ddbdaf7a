import type { ConnectionOptions } from 'node:tls';
import type { CodecName } from '../codec/value-codec.js';
import type { KeyOptions } from '../keys/key-options.js';
import type { ResolvedDurability } from './durability-options.js';
import type { ResolvedIndexes } from './index-options.js';
import type { ReadErrorPolicy } from './module-options.js';
import type { AddressMap, RedisAddress, StartupMode } from './pool-options.js';
import type { ResolvedTtlOptions } from './ttl-options.js';

/** How a pool is connected for the first time. */
export interface ResolvedStartup {
  readonly mode: StartupMode;
  readonly attempts: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly loadingTimeoutMs: number;
}

/** What is known of every pool, defaults filled in. */
export interface ResolvedCommonPool {
  readonly alias: string;
  /** Where the server comes from, e.g. `options: pools.user` or `environment: REDIS_URL`. */
  readonly origin: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Undefined: no TLS. Certificates in files are read whenever the options are. */
  readonly tls: ConnectionOptions | undefined;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly keepAliveMs: number;
  /** 0: no watchdog. */
  readonly watchdogIntervalMs: number;
  readonly startup: ResolvedStartup;
  readonly autoPipelining: boolean;
  /** Undefined: writes wait for no replicas. */
  readonly durability: ResolvedDurability | undefined;
  readonly connectionName: string;
  readonly maxConnections: number;
  readonly acquireTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly holdWarningMs: number;
}

/** A socket of the network or of the file system. */
export type ServerEndpoint =
  (RedisAddress & { readonly family: 4 | 6 | undefined }) | { readonly path: string };

export interface ResolvedStandalonePool extends ResolvedCommonPool {
  readonly topology: 'standalone';
  readonly endpoint: ServerEndpoint;
  readonly db: number;
  /** For reads that may be answered by them. */
  readonly replicas: readonly RedisAddress[];
}

export interface ResolvedSentinelPool extends ResolvedCommonPool {
  readonly topology: 'sentinel';
  readonly sentinels: readonly RedisAddress[];
  readonly name: string;
  readonly db: number;
  readonly sentinelUsername: string | undefined;
  readonly sentinelPassword: string | undefined;
  /** Undefined: no TLS. */
  readonly sentinelTls: ConnectionOptions | undefined;
  readonly natMap: AddressMap | undefined;
}

export interface ResolvedClusterPool extends ResolvedCommonPool {
  readonly topology: 'cluster';
  readonly nodes: readonly RedisAddress[];
  readonly natMap: AddressMap | undefined;
  readonly maxRedirections: number;
}

/** A pool whose server, credentials and limits are decided. Holds secrets: never log it. */
export type ResolvedPoolOptions = ResolvedStandalonePool | ResolvedSentinelPool | ResolvedClusterPool;

/** The configuration after merging all sources and validating the result. Frozen. */
export interface ResolvedConfig {
  readonly pools: ReadonlyMap<string, ResolvedPoolOptions>;
  readonly keys: KeyOptions;
  readonly indexes: ResolvedIndexes;
  readonly codec: CodecName;
  readonly errors: ReadErrorPolicy;
  /**
   * Default expiries of a tenant's records.
   * @throws InvalidConfigurationError if the function given as `ttl.tenants` answers something invalid
   */
  readonly ttl: (tenant: string) => ResolvedTtlOptions;
  readonly appName: string;
  readonly namespace: string;
  /** What was ignored and why, for the log. */
  readonly warnings: readonly string[];
}
