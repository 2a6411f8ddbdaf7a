import { describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from './configuration.errors.js';
import type { CoreModuleOptions } from './module-options.js';
import { resolveConfig } from './resolve-config.js';
import type { ResolvedPoolOptions } from './resolved-config.js';

const STANDARD = { default: 15, user: 11, handlers: 10, symphony_shared_state: 9, expiry: 8, pubsub: 7 };

const SENTINEL = { topology: 'sentinel', sentinels: [{ host: 's1', port: 26379 }], name: 'main' } as const;
const CLUSTER = { topology: 'cluster', nodes: [{ host: 'n1', port: 7001 }, 'redis://n2:7002'] } as const;

function poolOf(options: CoreModuleOptions, alias: string): ResolvedPoolOptions | undefined {
  return resolveConfig({ env: false, ...options }).pools.get(alias);
}

function problemsOf(options: CoreModuleOptions): string[] {
  try {
    resolveConfig({ env: false, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    return error.problems.map(({ path, problem, source }) => `${path}: ${problem} (${source})`);
  }
}

function databasesOf(options: CoreModuleOptions): Record<string, number | undefined> {
  const { pools } = resolveConfig({ env: false, ...options });
  return Object.fromEntries([...pools].map(([alias, pool]) => [alias, 'db' in pool ? pool.db : undefined]));
}

describe('the pools of one url', () => {
  it('are the six standard ones, each on its own database of that server', () => {
    expect(databasesOf({ url: 'redis://cache:6380' })).toEqual(STANDARD);
    expect(poolOf({ url: 'redis://cache:6380' }, 'user')).toMatchObject({
      origin: 'options: url',
      endpoint: { host: 'cache', port: 6380 },
    });
  });

  it('ignore a database in it, with a warning', () => {
    const config = resolveConfig({ env: false, url: 'redis://:pw@cache/4' });
    expect(config.pools.get('user')).toMatchObject({ db: 11, password: 'pw' });
    expect(config.warnings).toEqual([expect.stringMatching(/^The database 4 in url is ignored/)]);
  });

  it('take user, TLS and IP version from it', () => {
    expect(poolOf({ url: 'rediss://app:pw@cache?family=6' }, 'expiry')).toMatchObject({
      username: 'app',
      password: 'pw',
      tls: {},
      endpoint: { family: 6 },
    });
  });

  it('share a Unix socket', () => {
    expect(databasesOf({ url: 'unix:///run/redis.sock' })).toEqual(STANDARD);
    expect(poolOf({ url: 'unix:///run/redis.sock' }, 'user')).toMatchObject({
      endpoint: { path: '/run/redis.sock' },
    });
  });
});

describe('single pools', () => {
  it('override the url, and their own database counts', () => {
    const options = { url: 'redis://:pw@cache', pools: { user: 'redis://other:6380/3' } };
    expect(poolOf(options, 'user')).toMatchObject({
      origin: 'options: pools.user',
      endpoint: { host: 'other', port: 6380 },
      db: 3,
      password: undefined,
    });
    expect(databasesOf(options)).toEqual({ ...STANDARD, user: 3 });
  });

  it('use their standard database, or 0, where they name none', () => {
    expect(databasesOf({ pools: { user: 'redis://other', analytics: 'redis://other' } })).toMatchObject({
      user: 11,
      analytics: 0,
    });
  });

  it('change only what they say if they name no server', () => {
    const options: CoreModuleOptions = {
      url: 'redis://:pw@cache',
      pools: { user: { db: 3, commandTimeoutMs: 100 }, analytics: { db: 4, autoPipelining: false } },
    };
    expect(poolOf(options, 'user')).toMatchObject({
      endpoint: { host: 'cache' },
      password: 'pw',
      db: 3,
      commandTimeoutMs: 100,
    });
    expect(poolOf(options, 'analytics')).toMatchObject({
      endpoint: { host: 'cache' },
      db: 4,
      autoPipelining: false,
    });
  });

  it('may bring their own user on the server of the url', () => {
    const options = { url: 'redis://app:pw@cache', pools: { user: { username: 'u', password: 'p' } } };
    expect(poolOf(options, 'user')).toMatchObject({ username: 'u', password: 'p' });
    expect(poolOf(options, 'expiry')).toMatchObject({ username: 'app', password: 'pw' });
  });

  it('are derived from the default pool where nothing else describes them', () => {
    const options: CoreModuleOptions = { pools: { default: 'redis://app:pw@cache/2' } };
    expect(databasesOf(options)).toEqual({ ...STANDARD, default: 2 });
    expect(poolOf(options, 'user')).toMatchObject({
      endpoint: { host: 'cache' },
      username: 'app',
      password: 'pw',
    });
    expect(resolveConfig({ env: false, ...options }).warnings).toEqual([]);
  });

  it('do not exist for aliases that nobody describes', () => {
    expect(poolOf({ url: 'redis://cache' }, 'analytics')).toBeUndefined();
    expect(poolOf({ url: 'redis://cache' }, 'constructor')).toBeUndefined();
  });

  it('treat an alias that is also a property of every object like any other', () => {
    expect(poolOf({ pools: { constructor: 'redis://cache' } }, 'constructor')).toMatchObject({ db: 0 });
  });

  it.each<[CoreModuleOptions['pools'], string]>([
    [
      { user: { url: 'redis://a', host: 'b' } },
      'pools.user.host: expected nothing, because the URL says it (options)',
    ],
    [
      { user: { url: 'redis://a/1', db: 2 } },
      'pools.user.db: expected the same as in the URL, got something else (options)',
    ],
    [
      { user: { url: 'redis://:x@a', password: 'y' } },
      'pools.user.password: expected the same as in the URL, got something else (options)',
    ],
    [
      { user: { path: '/a.sock', port: 1 } },
      'pools.user.path: expected either a socket, or host and port, got both (options)',
    ],
    [
      { user: { path: '/a.sock', tls: true } },
      'pools.user.tls: expected no TLS, because "path" is a Unix socket (options)',
    ],
    [
      { user: { ...CLUSTER, nodes: ['unix:///a'] } },
      'pools.user.nodes[0]: expected a host, got a Unix socket (options)',
    ],
    [
      { user: { ...CLUSTER, nodes: ['redis://a/1'] } },
      'pools.user.nodes[0]: expected no database: a cluster has only 0 (options)',
    ],
    [
      { user: { ...CLUSTER, nodes: ['redis://a?family=4'] } },
      'pools.user.nodes[0]: expected no parameter "family" for a node of a cluster (options)',
    ],
    [
      { user: { ...CLUSTER, nodes: ['redis://:x@a', 'redis://b'] } },
      'pools.user.nodes: expected all URLs to agree on scheme, user name and password (options)',
    ],
    [
      { default: CLUSTER, user: { db: 3 } },
      'pools.user.db: expected no database: a cluster has only 0 (options)',
    ],
  ])('refuse the contradiction %j', (pools, problem) => {
    expect(problemsOf({ pools })).toEqual([problem]);
  });
});

describe('defaults', () => {
  it('are merged under every pool', () => {
    const options: CoreModuleOptions = {
      url: 'redis://cache',
      defaults: {
        commandTimeoutMs: 100,
        connectTimeoutMs: 200,
        keepAliveMs: 3_000,
        password: 'pw',
        family: 4,
        db: 0,
      },
      pools: { user: { commandTimeoutMs: 300 } },
    };
    expect(poolOf(options, 'expiry')).toMatchObject({
      commandTimeoutMs: 100,
      connectTimeoutMs: 200,
      keepAliveMs: 3_000,
      password: 'pw',
      endpoint: { family: 4 },
      db: 0,
    });
    expect(poolOf(options, 'user')).toMatchObject({ commandTimeoutMs: 300, connectTimeoutMs: 200 });
  });

  it('add TLS options to URLs, and leave sockets alone', () => {
    const defaults = { tls: { ca: 'pem' } };
    expect(poolOf({ url: 'rediss://cache', defaults }, 'user')?.tls).toEqual({ ca: 'pem' });
    expect(poolOf({ url: 'redis://cache', defaults }, 'user')?.tls).toEqual({ ca: 'pem' });
    expect(poolOf({ url: 'unix:///a.sock', defaults }, 'user')?.tls).toBeUndefined();
  });

  it('stand for the url if they name a server', () => {
    expect(databasesOf({ defaults: { host: 'cache' } })).toEqual(STANDARD);
    expect(poolOf({ defaults: SENTINEL, pools: { analytics: { db: 4 } } }, 'analytics')).toMatchObject({
      topology: 'sentinel',
      sentinels: [{ host: 's1', port: 26379 }],
      name: 'main',
      db: 4,
    });
    expect(problemsOf({ url: 'redis://a', defaults: { host: 'b' } })).toEqual([
      'defaults: expected no server, because "url" names one (options)',
    ]);
  });

  it('of a cluster make every standard pool one', () => {
    const config = resolveConfig({ env: false, defaults: CLUSTER });
    expect([...config.pools.keys()]).toEqual(Object.keys(STANDARD));
    for (const pool of config.pools.values()) {
      expect(pool).toMatchObject({
        topology: 'cluster',
        nodes: [
          { host: 'n1', port: 7001 },
          { host: 'n2', port: 7002 },
        ],
        maxRedirections: 16,
      });
      expect(pool).not.toHaveProperty('db');
    }
  });
});

describe('clusters and keys', () => {
  it('write the tenant as hash tag as soon as one pool is a cluster', () => {
    expect(resolveConfig({ env: false, pools: { user: CLUSTER } }).keys.hashTags).toBe(true);
    expect(resolveConfig({ env: false, keys: { hashTags: true } }).keys.hashTags).toBe(true);
  });

  it('refuse keys that cannot work there', () => {
    expect(problemsOf({ pools: { user: CLUSTER }, keys: { hashTags: false, layout: 'python' } })).toEqual([
      'keys.hashTags: expected true, because a pool is a cluster, got false (options)',
      'keys.layout: expected "percent", because a pool is a cluster, which needs hash tags, got "python" (options)',
    ]);
  });

  it('take scheme and credentials from node URLs', () => {
    const nodes = ['rediss://app:pw@n1', 'rediss://app:pw@n2:7002'];
    expect(poolOf({ pools: { user: { topology: 'cluster', nodes } } }, 'user')).toMatchObject({
      tls: {},
      username: 'app',
      password: 'pw',
    });
  });
});

describe('the environment', () => {
  it('describes all pools by REDIS_URL or REDIS_HOST, and single ones by their own variable', () => {
    const env = { REDIS_URL: 'redis://cache/3', REDIS_USER_URL: 'redis://:pw@users/2', REDIS_EXPIRY_URL: '' };
    expect(poolOf({ env }, 'user')).toMatchObject({
      origin: 'environment: REDIS_USER_URL',
      endpoint: { host: 'users' },
      db: 2,
      password: 'pw',
    });
    expect(poolOf({ env }, 'expiry')).toMatchObject({ endpoint: { host: 'cache' }, db: 8 });
    expect(resolveConfig({ env }).warnings).toEqual([
      expect.stringMatching(/database 3 in REDIS_URL is ignored/),
    ]);
  });

  it('assembles a server from REDIS_HOST, REDIS_PORT, REDIS_USERNAME and REDIS_PASSWORD', () => {
    const env = { REDIS_HOST: 'cache', REDIS_PORT: '6380', REDIS_USERNAME: 'app', REDIS_PASSWORD: 'pw' };
    expect(poolOf({ env }, 'user')).toMatchObject({
      endpoint: { host: 'cache', port: 6380 },
      username: 'app',
      password: 'pw',
    });
  });

  it('completes REDIS_URL with REDIS_PASSWORD, but not the URLs of single pools', () => {
    const env = { REDIS_URL: 'redis://cache', REDIS_PASSWORD: 'pw', REDIS_USER_URL: 'redis://users' };
    expect(poolOf({ env }, 'expiry')?.password).toBe('pw');
    expect(poolOf({ env }, 'user')?.password).toBeUndefined();
  });

  it('comes behind the options, alias by alias', () => {
    const env = { REDIS_URL: 'redis://:pw@from-env', REDIS_USER_URL: 'redis://users-from-env' };
    expect(poolOf({ env, url: 'redis://cache' }, 'user')).toMatchObject({
      endpoint: { host: 'cache' },
      password: undefined,
    });
    const single = { env, pools: { handlers: 'redis://handlers' } };
    expect(poolOf(single, 'handlers')).toMatchObject({ endpoint: { host: 'handlers' } });
    expect(poolOf(single, 'user')).toMatchObject({ endpoint: { host: 'users-from-env' } });
    expect(poolOf(single, 'expiry')).toMatchObject({ endpoint: { host: 'from-env' }, password: 'pw' });
  });

  it('gives its server to pools that the options only tune', () => {
    const env = { REDIS_URL: 'redis://:pw@from-env' };
    expect(poolOf({ env, pools: { user: { db: 3 }, analytics: {} } }, 'user')).toMatchObject({
      endpoint: { host: 'from-env' },
      password: 'pw',
      db: 3,
    });
  });

  it('describes pools that were declared elsewhere', () => {
    const env = { REDIS_RATE_LIMIT_URL: 'redis://limits/4' };
    const { pools } = resolveConfig({ env }, { aliases: ['rate-limit', 'analytics'] });
    expect(pools.get('rate-limit')).toMatchObject({ endpoint: { host: 'limits' }, db: 4 });
    expect(pools.has('analytics')).toBe(false);
  });

  it('never receives credentials of the options for its servers', () => {
    const env = { REDIS_URL: 'redis://from-env' };
    expect(poolOf({ env, defaults: { password: 'pw' } }, 'user')?.password).toBeUndefined();
    expect(problemsOf({ env, pools: { user: { password: 'pw' } } })).toEqual([
      'pools.user.password: expected the server to be named here too, got one from environment (REDIS_URL) (options)',
    ]);
  });

  it('ignores halves of an address, with a warning', () => {
    const warningsOf = (env: Record<string, string>) => resolveConfig({ env }).warnings;
    expect(warningsOf({ REDIS_PORT: 'tcp://10.0.0.1:6379', REDIS_PASSWORD: 'pw' })).toEqual([
      'REDIS_PORT is ignored: neither REDIS_URL nor REDIS_HOST is set.',
      'REDIS_PASSWORD is ignored: neither REDIS_URL nor REDIS_HOST is set.',
    ]);
    expect(warningsOf({ REDIS_URL: 'redis://cache', REDIS_HOST: 'other' })).toEqual([
      'REDIS_HOST is ignored: REDIS_URL is set.',
    ]);
    expect(poolOf({ env: { REDIS_PASSWORD: 'pw' } }, 'user')?.password).toBeUndefined();
  });

  it.each<[Record<string, string>, string]>([
    [
      { REDIS_HOST: 'cache', REDIS_PORT: 'tcp://x' },
      'REDIS_PORT: expected a port from 1 to 65535, got "tcp://x" (environment)',
    ],
    [
      { REDIS_HOST: 'cache', REDIS_PORT: '65536' },
      'REDIS_PORT: expected a port from 1 to 65535, got "65536" (environment)',
    ],
    [
      { REDIS_HOST: 'redis://:pw@cache' },
      'REDIS_HOST: expected a host name or address, got other text (environment)',
    ],
    [
      { REDIS_URL: 'cache:6379' },
      'REDIS_URL: expected a URL that begins with redis://, rediss:// or unix:// (environment)',
    ],
    [
      { REDIS_URL: 'redis://:a@cache', REDIS_PASSWORD: 'b' },
      'REDIS_PASSWORD: expected the same as in the URL, got something else (environment)',
    ],
    [
      { REDIS_USER_URL: 'redis://cache/x' },
      'REDIS_USER_URL: expected the number of a database behind the host, as in redis://host:6379/3 (environment)',
    ],
  ])('refuses %j', (env, problem) => {
    expect(problemsOf({ env })).toEqual([problem]);
  });
});
