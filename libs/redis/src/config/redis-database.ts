/**
 * The sixteen named databases of the seed `connection-manager-design`, each with its logical database. The pool of
 * a database has its name in lower case as alias.
 */
export const RedisDatabase = {
  MAIN: 0,
  KNOWLEDGE: 1,
  PROMPTS: 2,
  AGENTS: 3,
  METRICS: 4,
  SESSIONS: 5,
  CACHE: 6,
  VECTORS: 7,
  TEMP: 8,
  ANALYTICS: 9,
  AUDIT: 10,
  NOTIFICATIONS: 11,
  JOBS: 12,
  SEARCH: 13,
  TIMESERIES: 14,
  GRAPH: 15,
} as const;

/** Number of a named database: `RedisDatabase.PROMPTS`. */
export type RedisDatabase = (typeof RedisDatabase)[keyof typeof RedisDatabase];

/** Alias of a named database: `'main'`, `'knowledge'`, ... */
export type RedisDatabaseName = Lowercase<keyof typeof RedisDatabase>;

/** The names in the order of their databases: the name of database `n` is at index `n`. */
export const REDIS_DATABASE_NAMES: readonly RedisDatabaseName[] = Object.keys(RedisDatabase).map(
  (name) => name.toLowerCase() as RedisDatabaseName,
);
