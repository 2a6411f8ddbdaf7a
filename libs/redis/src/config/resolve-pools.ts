import type { ConnectionOptions } from 'node:tls';
import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import { namesServer, type PoolDescription, type PoolDescriptions } from './config-source.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import { describedServer } from './described-server.js';
import { resolveDurability, type ResolvedDurability } from './durability-options.js';
import { OPTIONS_SOURCE } from './options.source.js';
import type { RedisPoolOptions } from './pool-options.js';
import { readServer, type Credentials, type PoolServer, type ReportProblem } from './pool-server.js';
import { resolvePoolSettings } from './pool-settings.js';
import type { ResolvedCommonPool, ResolvedPoolOptions, ServerEndpoint } from './resolved-config.js';
import { TlsCache } from './tls-cache.js';

/** What is used where no source names a server. */
const LOCAL_SERVER: PoolDescription = {
  options: { url: 'redis://127.0.0.1:6379' },
  source: 'default',
  path: 'url',
};

/** What the sources say about one pool, highest priority first. */
interface PoolLevels {
  /** Everything: how connections behave and which database it is, field by field. */
  readonly all: readonly PoolDescription[];
  /** Without what is about another server than the chosen one: its credentials and TLS do not count. */
  readonly levels: readonly PoolDescription[];
}

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
    const description = describedServer(this.sources, alias) ?? LOCAL_SERVER;
    const server = this.#read(description);
    if (server === undefined) return undefined;
    // The pool's own description, and those that only tune it.
    const all = this.sources.flatMap(({ pools }) => pools.get(alias) ?? []);
    const levels = all.filter((each) => each === description || !namesServer(each.options));
    const common = this.#common(alias, server, { all, levels });
    const { address } = server;
    if (address.topology === 'cluster') {
      for (const level of levels.filter(({ options }) => (databaseIn(options) ?? 0) !== 0)) {
        this.#report(level, 'db', 'expected no database: a cluster has only 0');
      }
      return { ...common, ...address };
    }
    const db = this.#database(alias, server, all);
    if (address.topology === 'sentinel') {
      const { sentinelTls = common.tls !== undefined, ...rest } = address;
      const tls = sentinelTls === true ? (common.tls ?? {}) : sentinelTls;
      return {
        ...common,
        ...rest,
        sentinelTls: tls === false ? undefined : this.#tls.resolve(tls, description, 'sentinelTls'),
        db,
      };
    }
    return { ...common, ...address, endpoint: this.#withFamily(address.endpoint, levels), db };
  }

  #read(description: PoolDescription): PoolServer | undefined {
    if (!this.#servers.has(description)) {
      this.#servers.set(description, readServer(description, this.#report));
    }
    return this.#servers.get(description);
  }

  #common(alias: string, server: PoolServer, { all, levels }: PoolLevels): ResolvedCommonPool {
    const isSocket = server.address.topology === 'standalone' && 'path' in server.address.endpoint;
    const settings = resolvePoolSettings(all, this.defaults, `${this.appName}:${alias}`);
    return {
      alias,
      origin: `${server.description.source}: ${server.description.path}`,
      ...this.#credentials(server, levels),
      tls: isSocket ? undefined : this.#tlsOf(server, levels),
      ...settings,
      durability: this.#durability(all, settings.commandTimeoutMs),
    };
  }

  #durability(all: readonly PoolDescription[], commandTimeoutMs: number): ResolvedDurability | undefined {
    const level = all.find(({ options }) => options.durability !== undefined);
    const durability = resolveDurability((level?.options ?? this.defaults).durability, commandTimeoutMs);
    if (durability !== undefined && durability.timeoutMs >= commandTimeoutMs) {
      this.problems.push({
        path: `${level?.path ?? 'defaults'}.durability.timeoutMs`,
        problem: `expected less than commandTimeoutMs, which is ${commandTimeoutMs}, got ${durability.timeoutMs}`,
        source: level?.source ?? OPTIONS_SOURCE,
      });
    }
    return durability;
  }

  #tlsOf(server: PoolServer, levels: readonly PoolDescription[]): ConnectionOptions | undefined {
    const defaults = { options: this.defaults, source: OPTIONS_SOURCE, path: 'defaults' };
    const level = [...levels, defaults].find(({ options }) => options.tls !== undefined);
    const given = level?.options.tls;
    const options = given === true ? {} : (given ?? server.tls);
    return options && this.#tls.resolve(options, level ?? server.description, 'tls');
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

  #database(alias: string, server: PoolServer, all: readonly PoolDescription[]): number {
    const named = all
      .map(
        (each) => databaseIn(each.options) ?? (each === server.description ? server.urlDatabase : undefined),
      )
      .find((db) => db !== undefined);
    const isOwn = all.includes(server.description);
    if (!isOwn && server.urlDatabase !== undefined && isShared(this.sources, server.description)) {
      this.warnings.add(
        `The database ${server.urlDatabase} in ${server.description.path} is ignored: each standard pool has its ` +
          'own. Set it per pool in `pools`, or `db` in `defaults` for all.',
      );
    }
    return named ?? databaseIn(this.defaults) ?? standardDatabase(alias) ?? 0;
  }

  #withFamily(endpoint: ServerEndpoint, levels: readonly PoolDescription[]): ServerEndpoint {
    if ('path' in endpoint) return endpoint;
    const families = [...levels.map(({ options }) => options), this.defaults].map(familyIn);
    return { ...endpoint, family: endpoint.family ?? families.find((family) => family !== undefined) };
  }

  readonly #report: ReportProblem = ({ path, fieldPaths, source }, field, problem) => {
    this.problems.push({ path: fieldPaths?.[field] ?? `${path}.${field}`, problem, source });
  };

  readonly #tls = new TlsCache(this.#report);
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
