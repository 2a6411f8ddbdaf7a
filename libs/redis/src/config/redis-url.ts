import type { ServerEndpoint } from './resolved-config.js';

/** What a Redis URL says. */
export interface RedisUrl {
  readonly endpoint: ServerEndpoint;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number | undefined;
}

/** A parsed URL, or what is wrong with it: the text itself is never repeated, it may hold a password. */
export type RedisUrlResult = { readonly url: RedisUrl } | { readonly problem: string };

export const DEFAULT_REDIS_PORT = 6_379;

/** Highest number Redis accepts for `databases`. */
export const MAX_DATABASE = 2_147_483_646;

const SCHEME = /^(redis|rediss|unix):/;
const UNIX_URL = /^unix:(?:\/\/(?:(?<userinfo>[^@/?#]*)@)?)?(?<path>\/[^/?#][^?#]*)(?:\?(?<query>[^#]*))?$/;
const DATABASE_PATH = /^\/?(\d{0,10})$/;
const PARAMETERS = new Set(['db', 'family']);

const UNENCODED = 'expected "#", "?", "/" and "@" in user name and password to be percent-encoded';

/** Thrown and caught inside this file only. */
class RedisUrlProblem extends Error {}

/**
 * Parses `redis://`, `rediss://` (TLS) and `unix://` URLs: `redis://user:password@host:port/db?family=6`,
 * `unix:///run/redis.sock?db=3`. Parameters: `db`, `family` (4 or 6).
 */
export function parseRedisUrl(text: string): RedisUrlResult {
  try {
    const scheme = SCHEME.exec(text)?.[1];
    if (scheme === undefined) {
      throw new RedisUrlProblem('expected a URL that begins with redis://, rediss:// or unix://');
    }
    return { url: scheme === 'unix' ? parseUnixUrl(text) : parseNetworkUrl(text) };
  } catch (error) {
    if (error instanceof RedisUrlProblem) return { problem: error.message };
    throw error;
  }
}

function parseUnixUrl(text: string): RedisUrl {
  const { userinfo = '', path = '', query = '' } = UNIX_URL.exec(text)?.groups ?? {};
  if (path === '') {
    throw new RedisUrlProblem('expected unix:// and the absolute path of a socket: unix:///run/redis.sock');
  }
  const colon = userinfo.indexOf(':');
  const parameters = readParameters(query);
  if (parameters.family !== undefined) {
    throw new RedisUrlProblem('expected no parameter "family": a Unix socket has no IP version');
  }
  return {
    endpoint: { path: decode(path) },
    tls: false,
    username: decodeOptional(colon === -1 ? userinfo : userinfo.slice(0, colon)),
    password: decodeOptional(colon === -1 ? '' : userinfo.slice(colon + 1)),
    db: parameters.db,
  };
}

function parseNetworkUrl(text: string): RedisUrl {
  if (!URL.canParse(text)) {
    throw new RedisUrlProblem(
      'expected a URL such as redis://user:password@host:6379/0 with special characters percent-encoded',
    );
  }
  const url = new URL(text);
  if (url.hash !== '' || url.search.includes('@') || url.pathname.includes('@')) {
    throw new RedisUrlProblem(UNENCODED);
  }
  if (url.hostname === '' || url.hostname.includes('%')) {
    throw new RedisUrlProblem('expected the name or address of a host behind redis://');
  }
  if (url.port === '0') throw new RedisUrlProblem('expected a port from 1 to 65535');
  const database = DATABASE_PATH.exec(url.pathname)?.[1];
  if (database === undefined) {
    throw new RedisUrlProblem('expected the number of a database behind the host, as in redis://host:6379/3');
  }
  const parameters = readParameters(url.search.slice(1));
  if (database !== '' && parameters.db !== undefined) {
    throw new RedisUrlProblem('expected the database once, got it as path and as parameter "db"');
  }
  return {
    endpoint: {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? DEFAULT_REDIS_PORT : Number(url.port),
      family: parameters.family,
    },
    tls: url.protocol === 'rediss:',
    username: decodeOptional(url.username),
    password: decodeOptional(url.password),
    db: database === '' ? parameters.db : readDatabase(database),
  };
}

function readParameters(query: string): { db: number | undefined; family: 4 | 6 | undefined } {
  if (query.includes('@')) throw new RedisUrlProblem(UNENCODED);
  const parameters = new URLSearchParams(query);
  const names = [...parameters].map(([name]) => name);
  const unknown = names.filter((name) => !PARAMETERS.has(name));
  if (unknown.length > 0) {
    throw new RedisUrlProblem(
      `expected the parameters "db" and "family" only, got ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
  if (new Set(names).size < names.length) throw new RedisUrlProblem('expected each parameter once');
  const [db, family] = [parameters.get('db'), parameters.get('family')];
  if (family !== null && family !== '4' && family !== '6') {
    throw new RedisUrlProblem('expected the parameter "family" to be 4 or 6');
  }
  return {
    db: db === null ? undefined : readDatabase(db),
    family: family === null ? undefined : family === '4' ? 4 : 6,
  };
}

function readDatabase(text: string): number {
  const db = Number(text);
  if (!/^\d{1,10}$/.test(text) || db > MAX_DATABASE) {
    throw new RedisUrlProblem('expected the database to be a number, 0 or more');
  }
  return db;
}

function decodeOptional(text: string): string | undefined {
  return text === '' ? undefined : decode(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlProblem('expected percent-encoded text: write "%" itself as %25');
  }
}
