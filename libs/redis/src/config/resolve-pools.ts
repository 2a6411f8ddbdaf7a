import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import { namesServer, type PoolDescription, type PoolDescriptions } from './config-source.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import { OPTIONS_SOURCE } from './options.source.js';
import type { CommonPoolOptions, RedisPoolOptions } from './pool-options.js';
import { readServer, type Credentials, type PoolServer, type ReportProblem } from './pool-server.js';
import type { ResolvedCommonPool, ResolvedPoolOptions, ServerEndpoint } from './resolved-config.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_KEEP_ALIVE_MS = 600_000;

/** What is used where no source names a server. */
const LOCAL_SERVER: PoolDescription = {
  options: { url: 'redis://127.0.0.1:6379' },
  source: 'default',
  path: 'url',
};

export interface PoolResolution {
  readonly pools: ReadonlyMap<string, ResolvedPoolOptions>;
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly string[];
}

/**
 * Merges what the sources say, highest priority first, into the options of every pool: all standard ones and
 * every alias that is described somewhere.
 */
export function resolvePools(
  sources: readonly PoolDescriptions[],
  defaults: RedisPoolOptions | undefined,
  appName: string,
): PoolResolution {
  const merge = new PoolMerge(sources, defaults ?? {}, appName);
  const aliases = new Set([
    ...Object.keys(STANDARD_POOL_DATABASES),
    ...sources.flatMap(({ pools }) => [...pools.keys()]),
  ]);
  const pools = new Map<string, ResolvedPoolOptions>();
  for (const alias of aliases) {
    const pool = merge.resolve(alias);
    if (pool !== undefined) pools.set(alias, Object.freeze(pool));
  }
  return { pools, problems: merge.problems, warnings: [...merge.warnings] };
}

class PoolMerge {
  readonly problems: ConfigurationProblem[] = [];
  readonly warnings = new Set<string>();
  readonly #servers = new Map<PoolDescription, PoolServer | undefined>();

  constructor(
    private readonly sources: readonly PoolDescriptions[],
    private readonly defaults: RedisPoolOptions,
    private readonly appName: string,
  ) {}

  resolve(alias: string): ResolvedPoolOptions | undefined {
    const description = this.#serverOf(alias);
    const server = this.#read(description);
    if (server === undefined) return undefined;
    // The pool's own description, and those that only tune it.
    const own = this.sources.flatMap(({ pools }) => pools.get(alias) ?? []);
    const levels = own.filter((each) => each === description || !namesServer(each.options));
    const common = this.#common(alias, server, levels);
    const { address } = server;
    if (address.topology === 'cluster') {
      for (const level of levels.filter(({ options }) => (databaseIn(options) ?? 0) !== 0)) {
        this.#report(level, 'db', 'expected no database: a cluster has only 0');
      }
      return { ...common, ...address };
    }
    const db = this.#database(alias, server, levels);
    if (address.topology === 'sentinel') return { ...common, ...address, db };
    return { ...common, ...address, endpoint: this.#withFamily(address.endpoint, levels), db };
  }

  /** The description that names the pool's server: of the first source that says so for this alias or for all. */
  #serverOf(alias: string): PoolDescription {
    const description = this.#describedServer(alias) ?? this.#describedServer('default');
    return description ?? LOCAL_SERVER;
  }

  #describedServer(alias: string): PoolDescription | undefined {
    const isTuned = this.sources.some(({ pools }) => pools.has(alias));
    for (const { pools, shared } of this.sources) {
      const own = pools.get(alias);
      if (own !== undefined && namesServer(own.options)) return own;
      if (shared !== undefined && (isTuned || standardDatabase(alias) !== undefined)) return shared;
    }
    return undefined;
  }

  #read(description: PoolDescription): PoolServer | undefined {
    if (!this.#servers.has(description)) {
      this.#servers.set(description, readServer(description, this.#report));
    }
    return this.#servers.get(description);
  }

  #common(alias: string, server: PoolServer, levels: readonly PoolDescription[]): ResolvedCommonPool {
    const choose = <Key extends keyof CommonPoolOptions>(key: Key): CommonPoolOptions[Key] =>
      levels.find(({ options }) => options[key] !== undefined)?.options[key] ?? this.defaults[key];
    const isSocket = server.address.topology === 'standalone' && 'path' in server.address.endpoint;
    const tls = choose('tls');
    return {
      alias,
      origin: `${server.description.source}: ${server.description.path}`,
      ...this.#credentials(server, levels),
      tls: isSocket ? undefined : typeof tls === 'object' ? tls : tls === true ? {} : server.tls,
      connectTimeoutMs: choose('connectTimeoutMs') ?? DEFAULT_TIMEOUT_MS,
      commandTimeoutMs: choose('commandTimeoutMs') ?? DEFAULT_TIMEOUT_MS,
      keepAliveMs: choose('keepAliveMs') ?? DEFAULT_KEEP_ALIVE_MS,
      autoPipelining: choose('autoPipelining') ?? true,
      connectionName: choose('connectionName') ?? `${this.appName}:${alias}`,
    };
  }

  #credentials(server: PoolServer, levels: readonly PoolDescription[]): Credentials {
    const { description } = server;
    for (const level of levels) {
      if (level === description || !hasCredentials(level.options)) continue;
      if (level.source === description.source) return credentialsOf(level.options);
      this.#report(
        level,
        level.options.password === undefined ? 'username' : 'password',
        `expected the server to be named here too, got one from ${description.source} (${description.path})`,
      );
    }
    if (hasCredentials(server.credentials)) return server.credentials;
    return description.source === OPTIONS_SOURCE ? credentialsOf(this.defaults) : server.credentials;
  }

  #database(alias: string, server: PoolServer, levels: readonly PoolDescription[]): number {
    const named = levels.map(({ options }) => databaseIn(options)).find((db) => db !== undefined);
    const isOwn = levels.includes(server.description);
    if (!isOwn && server.urlDatabase !== undefined && isShared(this.sources, server.description)) {
      this.warnings.add(
        `The database ${server.urlDatabase} in ${server.description.path} is ignored: each standard pool has its ` +
          'own. Set it per pool in `pools`, or `db` in `defaults` for all.',
      );
    }
    const fromUrl = isOwn ? server.urlDatabase : undefined;
    return named ?? fromUrl ?? databaseIn(this.defaults) ?? standardDatabase(alias) ?? 0;
  }

  #withFamily(endpoint: ServerEndpoint, levels: readonly PoolDescription[]): ServerEndpoint {
    if ('path' in endpoint) return endpoint;
    const families = [...levels.map(({ options }) => options), this.defaults].map(familyIn);
    return { ...endpoint, family: endpoint.family ?? families.find((family) => family !== undefined) };
  }

  readonly #report: ReportProblem = ({ path, fieldPaths, source }, field, problem) => {
    this.problems.push({ path: fieldPaths?.[field] ?? `${path}.${field}`, problem, source });
  };
}

function standardDatabase(alias: string): number | undefined {
  const databases: Readonly<Record<string, number>> = STANDARD_POOL_DATABASES;
  return Object.hasOwn(databases, alias) ? databases[alias] : undefined;
}

function isShared(sources: readonly PoolDescriptions[], description: PoolDescription): boolean {
  return sources.some(({ shared }) => shared === description);
}

function databaseIn(options: RedisPoolOptions): number | undefined {
  return 'db' in options ? options.db : undefined;
}

function familyIn(options: RedisPoolOptions): 4 | 6 | undefined {
  return 'family' in options ? options.family : undefined;
}

function hasCredentials({ username, password }: Partial<Credentials>): boolean {
  return username !== undefined || password !== undefined;
}

function credentialsOf({ username, password }: RedisPoolOptions): Credentials {
  return { username, password };
}
