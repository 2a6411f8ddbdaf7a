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

  it('of a cluster take scheme and credentials from node URLs', () => {
    const nodes = ['rediss://app:pw@n1', 'rediss://app:pw@n2:7002'];
    expect(poolOf({ pools: { user: { topology: 'cluster', nodes } } }, 'user')).toMatchObject({
      tls: {},
      username: 'app',
      password: 'pw',
    });
  });
});
