import type { ConnectionOptions } from 'node:tls';
import { STANDARD_POOL_DATABASES } from '../common/pool-alias.js';
import { CertificateProblem } from './certificate-files.js';
import { namesServer, type PoolDescription, type PoolDescriptions } from './config-source.js';
import type { ConfigurationProblem } from './configuration.errors.js';
import { describedServer } from './described-server.js';
import { resolveDurability, type ResolvedDurability } from './durability-options.js';
import { OPTIONS_SOURCE } from './options.source.js';
import type { CommonPoolOptions, RedisPoolOptions } from './pool-options.js';
import { readServer, type Credentials, type PoolServer, type ReportProblem } from './pool-server.js';
import type { ResolvedCommonPool, ResolvedPoolOptions, ServerEndpoint } from './resolved-config.js';
import { resolveTls } from './resolved-tls.js';
import type { TlsOptions } from './tls-options.js';

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_KEEP_ALIVE_MS = 600_000;
const DEFAULT_MAX_CONNECTIONS = 20;
const DEFAULT_IDLE_TIMEOUT_MS = 300_000;
const DEFAULT_HOLD_WARNING_MS = 30_000;
const DEFAULT_WATCHDOG_INTERVAL_MS = 30_000;
const DEFAULT_STARTUP_ATTEMPTS = 5;
const DEFAULT_STARTUP_MIN_DELAY_MS = 2_000;
const DEFAULT_STARTUP_MAX_DELAY_MS = 30_000;
const DEFAULT_LOADING_TIMEOUT_MS = 60_000;

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
  /** Files are read once, and their problems reported once, however many pools use them. */
  readonly #tls = new Map<TlsOptions, ConnectionOptions>();

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
        sentinelTls: tls === false ? undefined : this.#resolveTls(tls, description, 'sentinelTls'),
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
    const choose = <Key extends keyof CommonPoolOptions>(key: Key, from = all): CommonPoolOptions[Key] =>
      from.find(({ options }) => options[key] !== undefined)?.options[key] ?? this.defaults[key];
    const isSocket = server.address.topology === 'standalone' && 'path' in server.address.endpoint;
    const commandTimeoutMs = choose('commandTimeoutMs') ?? DEFAULT_TIMEOUT_MS;
    return {
      alias,
      origin: `${server.description.source}: ${server.description.path}`,
      ...this.#credentials(server, levels),
      tls: isSocket ? undefined : this.#tlsOf(server, levels),
      connectTimeoutMs: choose('connectTimeoutMs') ?? DEFAULT_TIMEOUT_MS,
      commandTimeoutMs,
      keepAliveMs: choose('keepAliveMs') ?? DEFAULT_KEEP_ALIVE_MS,
      watchdogIntervalMs: choose('watchdogIntervalMs') ?? DEFAULT_WATCHDOG_INTERVAL_MS,
      startup: {
        mode: choose('onStartup') ?? 'fail',
        attempts: choose('startupAttempts') ?? DEFAULT_STARTUP_ATTEMPTS,
        minDelayMs: choose('startupMinDelayMs') ?? DEFAULT_STARTUP_MIN_DELAY_MS,
        maxDelayMs: choose('startupMaxDelayMs') ?? DEFAULT_STARTUP_MAX_DELAY_MS,
        loadingTimeoutMs: choose('loadingTimeoutMs') ?? DEFAULT_LOADING_TIMEOUT_MS,
      },
      autoPipelining: choose('autoPipelining') ?? true,
      durability: this.#durability(all, commandTimeoutMs),
      connectionName: choose('connectionName') ?? `${this.appName}:${alias}`,
      maxConnections: choose('maxConnections') ?? DEFAULT_MAX_CONNECTIONS,
      acquireTimeoutMs: choose('acquireTimeoutMs') ?? commandTimeoutMs,
      idleTimeoutMs: choose('idleTimeoutMs') ?? DEFAULT_IDLE_TIMEOUT_MS,
      holdWarningMs: choose('holdWarningMs') ?? DEFAULT_HOLD_WARNING_MS,
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
    return options && this.#resolveTls(options, level ?? server.description, 'tls');
  }

  #resolveTls(
    options: TlsOptions,
    description: PoolDescription,
    field: 'tls' | 'sentinelTls',
  ): ConnectionOptions {
    let resolved = this.#tls.get(options);
    if (resolved !== undefined) return resolved;
    try {
      resolved = resolveTls(options);
      // Pools hand it on to their Sentinels.
      this.#tls.set(resolved, resolved);
    } catch (error) {
      if (!(error instanceof CertificateProblem)) throw error;
      const at = error.field === '' ? field : `${field}.${error.field}`;
      this.#report(description, at, `expected certificates and keys that can be used, but ${error.message}`);
      resolved = options;
    }
    this.#tls.set(options, resolved);
    return resolved;
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
