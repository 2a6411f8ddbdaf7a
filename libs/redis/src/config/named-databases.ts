import { InvalidConfigurationError } from './configuration.errors.js';
import { OPTIONS_SOURCE } from './options.source.js';
import type {
  ClusterPoolOptions,
  RedisPoolOptions,
  SentinelPoolOptions,
  StandalonePoolOptions,
} from './pool-options.js';
import { REDIS_DATABASE_NAMES, RedisDatabase, type RedisDatabaseName } from './redis-database.js';
import { parseRedisUrl } from './redis-url.js';

/** How every named database is reached and treated: anything but the number of the database. */
export type NamedDatabaseOptions =
  Omit<StandalonePoolOptions, 'db'> | Omit<SentinelPoolOptions, 'db'> | ClusterPoolOptions;

/**
 * The pools of the sixteen {@link RedisDatabase}s, for `pools` of the module:
 * ```ts
 * RedisModule.forRoot({ pools: { ...namedDatabases('redis://localhost:6379'), user: 'redis://users/3' } });
 * ```
 * Each has its name in lower case as alias, and its own database. A cluster has only one database: there the names
 * are sixteen pools of the same data.
 * @param server URL without a database, or options. Default: none; the server is the one that `url` of the module, or
 * another source, names
 * @throws InvalidConfigurationError if the URL is none, or names a database
 */
export function namedDatabases(
  server: string | NamedDatabaseOptions = {},
): Readonly<Record<RedisDatabaseName, RedisPoolOptions>> {
  const options: NamedDatabaseOptions = typeof server === 'string' ? { url: server } : server;
  if (options.topology !== 'sentinel' && options.topology !== 'cluster') checkUrl(options.url);
  const pools = REDIS_DATABASE_NAMES.map((name, db): [RedisDatabaseName, RedisPoolOptions] => [
    name,
    options.topology === 'cluster' ? options : { ...options, db },
  ]);
  return Object.fromEntries(pools) as Record<RedisDatabaseName, RedisPoolOptions>;
}

/** Whether the text is the alias of a named database. */
export function isRedisDatabaseName(text: string): text is RedisDatabaseName {
  return Object.hasOwn(RedisDatabase, text.toUpperCase()) && text === text.toLowerCase();
}

function checkUrl(url: string | undefined): void {
  if (url === undefined) return;
  const result = parseRedisUrl(url);
  const problem = 'problem' in result ? result.problem : describeDatabase(result.url.db);
  if (problem === undefined) return;
  throw new InvalidConfigurationError([{ path: 'namedDatabases', problem, source: OPTIONS_SOURCE }]);
}

function describeDatabase(db: number | undefined): string | undefined {
  return db === undefined
    ? undefined
    : `expected a URL without a database, because each name has its own, got ${db}`;
}
