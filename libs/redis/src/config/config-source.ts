import type { ConfigurationProblem } from './configuration.errors.js';
import type { RedisPoolOptions } from './pool-options.js';

/** What a source says about a pool, or about all standard pools. */
export interface PoolDescription {
  readonly options: RedisPoolOptions;
  /** Name of the source. */
  readonly source: string;
  /** Option or variable it comes from: `pools.user`, `REDIS_USER_URL`. */
  readonly path: string;
  /** Names of single fields where they are not `<path>.<field>`: `{ port: 'REDIS_PORT' }`. */
  readonly fieldPaths?: Readonly<Record<string, string>>;
}

/** Everything a source says. */
export interface PoolDescriptions {
  /** Server of the standard pools that the source does not describe one by one. */
  readonly shared: PoolDescription | undefined;
  readonly pools: ReadonlyMap<string, PoolDescription>;
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly string[];
  /** True if problems left gaps in what the source says: merged, it would make the rest look wrong. */
  readonly incomplete?: boolean;
}

/** What a source says that has nothing to say. */
export const NO_DESCRIPTIONS: PoolDescriptions = {
  shared: undefined,
  pools: new Map(),
  problems: [],
  warnings: [],
};

/**
 * A place pools are described in. Sources are asked in the order of their priority; a pool's server and its
 * credentials come from one source only, so that no password is sent to a host that somebody else named.
 */
export interface ConfigSource {
  /** For messages: `options`, `environment`, `yaml /app/config/redis-databases.yaml`. */
  readonly name: string;
  read(): PoolDescriptions;
}

/** Whether the options say where a server is, rather than how to treat one. */
export function namesServer(options: RedisPoolOptions): boolean {
  if (options.topology === 'sentinel' || options.topology === 'cluster') return true;
  return [options.url, options.host, options.port, options.path].some((part) => part !== undefined);
}
