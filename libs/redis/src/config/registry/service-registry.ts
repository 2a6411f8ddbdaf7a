import type {
  ClusterPoolOptions,
  RedisAddress,
  SentinelPoolOptions,
  StandalonePoolOptions,
} from '../pool-options.js';

/**
 * Something that knows where services are: `ConsulRegistry`, `DnsSrvRegistry`, `StaticRegistry`, or one of your own.
 * It is asked once, at the start.
 */
export interface ServiceRegistry {
  /** For messages: `consul http://127.0.0.1:8500`. Without secrets. */
  readonly name: string;
  /**
   * Addresses of the healthy instances of a service, the best first. No address at all is an error, as is anything
   * thrown; both are reported as ServiceLookupError.
   * @param signal aborted when the answer is no longer waited for
   */
  resolve(service: string, signal: AbortSignal): Promise<readonly RedisAddress[]>;
}

/** Where the address of a server, Sentinel or node would be. */
type Located<Options> = Omit<Options, 'url' | 'host' | 'port' | 'path' | 'sentinels' | 'nodes'>;

/**
 * A pool whose addresses a registry knows: the options of the pool without them, and the name of the service. A
 * standalone pool uses the first address; for Sentinel they are the Sentinels, for a cluster its first nodes. User
 * name, password and TLS stand here: they are sent to whatever the registry names.
 */
export type RegisteredPoolOptions = (
  Located<StandalonePoolOptions> | Located<SentinelPoolOptions> | Located<ClusterPoolOptions>
) & {
  /** Name of the service in the registry. */
  readonly service: string;
};

/** Services to ask for, and whom. */
export interface RegistryOptions {
  /** The registry that is asked. */
  readonly from: ServiceRegistry;
  /**
   * Service of each pool, by alias: `{ default: 'redis' }` is enough for the standard pools. Not asked for where
   * options, environment or YAML file name the server.
   */
  readonly services: Readonly<Record<string, string | RegisteredPoolOptions>>;
  /** Milliseconds to wait for each answer. @default 5000 */
  readonly timeoutMs?: number | undefined;
}
