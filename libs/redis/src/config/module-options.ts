import type { LoggerService } from '@nestjs/common';
import type { CodecName } from '../codec/value-codec.js';
import type { HashTag, KeyLayout, KeyPrefixes } from '../keys/key-options.js';
import type { IndexOptions } from './index-options.js';
import type { RedisPoolOptions } from './pool-options.js';
import type { RegistryOptions } from './registry/service-registry.js';
import type { ModuleTtlOptions } from './ttl-options.js';

/** How keys are written. Everything that shares the data has to agree on it. */
export interface KeyModuleOptions {
  /** `'python'` reproduces the keys of the Python library, for a shared database. @default 'percent' */
  readonly layout?: KeyLayout | undefined;
  /**
   * What stands in braces in keys, and so is in one slot of a cluster: `'tenant'` writes `{acme}:user:1`, `'entity'`
   * writes `{acme:user:1}`, for tenants that are too large for one node. What `'entity'` changes is in the guide to
   * hash tags. Both are allowed on standalone servers too: the migration path.
   * @default false; 'tenant' with a cluster
   */
  readonly hashTag?: HashTag | undefined;
  /** The fixed words inside keys, as far as they differ from the defaults. @default DEFAULT_KEY_PREFIXES */
  readonly prefixes?: Partial<KeyPrefixes> | undefined;
}

/** What reads do while their pool cannot be reached. Writes always throw. */
export type ReadErrorPolicy = 'throw' | 'fallback';

/** Options of the module, without tenancy. */
export interface CoreModuleOptions {
  /**
   * Name of the application: begins the name of every connection in CLIENT LIST. Letters, digits, `.`, `_`, `-`.
   * @default 'tenantry'
   */
  readonly appName?: string | undefined;
  /** Keeps apart the system keys of applications that share a Redis. @default appName */
  readonly namespace?: string | undefined;
  /**
   * One server for all standard pools, each on a database of its own: `redis://`, `rediss://` or `unix://`. A
   * database in it is ignored with a warning.
   * @default REDIS_URL or REDIS_HOST, else redis://127.0.0.1:6379
   */
  readonly url?: string | undefined;
  /**
   * Single pools, by alias, as URL or as options; also pools of your own. An entry that names no server changes only
   * what it says about the pool it would be otherwise.
   * @default none
   */
  readonly pools?: Readonly<Record<string, string | RedisPoolOptions>> | undefined;
  /**
   * Merged under every pool. Defaults that name a server stand for `url`. User names and passwords in them are sent
   * only to servers that the options name.
   * @default none
   */
  readonly defaults?: RedisPoolOptions | undefined;
  /** How keys are written. @default percent-escaped; in a cluster with the tenant as hash tag */
  readonly keys?: KeyModuleOptions | undefined;
  /** Fields that records can be found by. @default none */
  readonly indexes?: IndexOptions | undefined;
  /** How values are written. @default 'lossless' */
  readonly codec?: CodecName | undefined;
  /** Default expiries of records. @default a day; handler states half of it; queues and plain values never */
  readonly ttl?: ModuleTtlOptions | undefined;
  /**
   * `'fallback'`: a read whose pool cannot be reached finds nothing, with a log line.
   * @default 'throw'
   */
  readonly errors?: ReadErrorPolicy | undefined;
  /**
   * Variables to read `REDIS_URL`, `REDIS_HOST`, `REDIS_PORT`, `REDIS_USERNAME`, `REDIS_PASSWORD`,
   * `REDIS_TLS_CA_FILE`, `REDIS_TLS_CERT_FILE`, `REDIS_TLS_KEY_FILE` and `REDIS_<ALIAS>_URL` from; `false` reads none.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>> | false | undefined;
  /**
   * YAML file with `databases: { name: { host, port, db, ... } }`, read after options and environment: each name is
   * the alias of a pool. `false` reads none. A file that is named here has to exist.
   * @default '/app/config/redis-databases.yaml' where `/app` exists, else './config/redis-databases.yaml'
   */
  readonly configFile?: string | false | undefined;
  /** Services to ask for the servers that options, environment and YAML file leave open. @default none */
  readonly registry?: RegistryOptions | undefined;
  /** Where the library logs to. @default Nest's logger */
  readonly logger?: LoggerService | undefined;
}
