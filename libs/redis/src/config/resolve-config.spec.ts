import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidConfigurationError } from './configuration.errors.js';
import { resolveConfig, type ResolveConfigSettings } from './resolve-config.js';

const SECRET = 's3cr3t';

/** `path: problem (source)` of everything that is wrong. */
function problemsOf(options: unknown, settings?: ResolveConfigSettings): string[] {
  try {
    Reflect.apply(resolveConfig, undefined, [options, settings]);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    if (`${error.message}${JSON.stringify(error)}`.includes(SECRET))
      throw new Error('leaks a secret', { cause: error });
    return error.problems.map(({ path, problem, source }) => `${path}: ${problem} (${source})`);
  }
}

describe('resolveConfig', () => {
  it('fills in every default', () => {
    const config = resolveConfig({ env: false });
    expect(config).toMatchObject({
      appName: 'tenantry',
      namespace: 'tenantry',
      codec: 'lossless',
      errors: 'throw',
      warnings: [],
      keys: { layout: 'percent', hashTag: false, prefixes: { user: 'user' } },
    });
    expect(config.ttl('acme').users).toBe(86_400);
    expect(config.pools.get('user')).toEqual({
      alias: 'user',
      origin: 'default: url',
      topology: 'standalone',
      endpoint: { host: '127.0.0.1', port: 6379, family: undefined },
      replicas: [],
      db: 11,
      username: undefined,
      password: undefined,
      tls: undefined,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 5_000,
      keepAliveMs: 600_000,
      watchdogIntervalMs: 30_000,
      startup: {
        mode: 'fail',
        attempts: 5,
        minDelayMs: 2_000,
        maxDelayMs: 30_000,
        loadingTimeoutMs: 60_000,
      },
      autoPipelining: true,
      connectionName: 'tenantry:user',
      maxConnections: 20,
      acquireTimeoutMs: 5_000,
      idleTimeoutMs: 300_000,
      holdWarningMs: 30_000,
    });
  });

  it('is frozen', () => {
    const config = resolveConfig({ env: false });
    for (const part of [
      config,
      config.keys,
      config.keys.prefixes,
      config.pools.get('user'),
      config.ttl('acme'),
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('names connections and system keys after the application', () => {
    const config = resolveConfig({ env: false, appName: 'shop' });
    expect(config.namespace).toBe('shop');
    expect(config.pools.get('expiry')?.connectionName).toBe('shop:expiry');
    expect(resolveConfig({ env: false, appName: 'shop', namespace: 'eu' }).namespace).toBe('eu');
  });

  it('reads the variables of the process unless told otherwise', () => {
    process.env['REDIS_URL'] = 'redis://from-process';
    try {
      expect(resolveConfig({}).pools.get('user')).toMatchObject({ endpoint: { host: 'from-process' } });
      expect(resolveConfig({ env: false }).pools.get('user')).toMatchObject({
        endpoint: { host: '127.0.0.1' },
      });
    } finally {
      delete process.env['REDIS_URL'];
    }
  });

  it('takes undefined for absent', () => {
    expect(
      problemsOf({
        url: undefined,
        pools: { user: { password: undefined } },
        ttl: undefined,
        env: undefined,
      }),
    ).toEqual([]);
  });

  it.each<[unknown, string]>([
    [null, 'options: expected object, got null (options)'],
    ['redis://:s3cr3t@host', 'options: expected object, got other text (options)'],
    [{ redisUrl: SECRET }, 'options: expected known options only, got "redisUrl" (options)'],
    [
      { pools: { user: { hots: 'a', prot: 1 } } },
      'pools.user: expected known options only, got "hots", "prot" (options)',
    ],
    [{ keys: { layuot: 1 } }, 'keys: expected known options only, got "layuot" (options)'],
    [{ keys: { prefixes: { usr: 'a' } } }, 'keys.prefixes: expected known options only, got "usr" (options)'],
    [{ ttl: { user: 1 } }, 'ttl: expected known options only, got "user" (options)'],
    [
      { ttl: { tenants: { acme: { user: 1 } } } },
      'ttl.tenants.acme: expected known options only, got "user" (options)',
    ],
    [{ url: 6379 }, 'url: expected a Redis URL, got 6379 (options)'],
    [
      { url: `:${SECRET}@host` },
      'url: expected a URL that begins with redis://, rediss:// or unix:// (options)',
    ],
    [{ pools: { user: `redis://${SECRET}:x@host:y` } }, 'pools.user: expected a URL such as'],
    [
      { pools: { user: { url: `redis://:${SECRET}@host/x` } } },
      'pools.user.url: expected the number of a database',
    ],
    [{ pools: { 'my pool': 'redis://a' } }, 'pools.my pool: expected an alias of up to 64 letters'],
    [{ pools: { user: 7 } }, 'pools.user: expected object, got 7 (options)'],
    [
      { pools: { user: { port: 70_000 } } },
      'pools.user.port: expected an integer from 1 to 65535, got 70000 (options)',
    ],
    [
      { pools: { user: { port: '6379' } } },
      'pools.user.port: expected an integer from 1 to 65535, got other text (options)',
    ],
    [{ pools: { user: { db: -1 } } }, 'pools.user.db: expected an integer from 0'],
    [
      { pools: { user: { password: '' } } },
      'pools.user.password: expected non-empty text, got empty text (options)',
    ],
    [
      { pools: { user: { host: `${SECRET}@host` } } },
      'pools.user.host: expected a host name or address, got other text',
    ],
    [{ pools: { user: { family: 5 } } }, 'pools.user.family: expected 4 or 6, got 5 (options)'],
    [
      { pools: { user: { tls: 'yes' } } },
      'pools.user.tls: expected true or an object of TLS options, got other text',
    ],
    [
      { pools: { user: { commandTimeoutMs: 0 } } },
      'pools.user.commandTimeoutMs: expected an integer from 1 to 600000, got 0',
    ],
    [
      { pools: { user: { connectTimeoutMs: 1.5 } } },
      'pools.user.connectTimeoutMs: expected an integer from 1 to 600000, got 1.5',
    ],
    [
      { pools: { user: { keepAliveMs: Infinity } } },
      'pools.user.keepAliveMs: expected an integer from 1000 to 86400000, got Infinity',
    ],
    [
      { pools: { user: { connectionName: 'a b' } } },
      'pools.user.connectionName: expected up to 200 visible ASCII',
    ],
    [
      { pools: { user: { topology: 'ring' } } },
      'pools.user.topology: expected "standalone", "sentinel" or "cluster", got "ring"',
    ],
    [
      { pools: { user: { topology: 'sentinel', sentinels: [], name: 'x' } } },
      'pools.user.sentinels: expected at least one',
    ],
    [
      { pools: { user: { topology: 'sentinel', sentinels: [{ host: 'a', port: 1 }] } } },
      'pools.user.name: expected the name of the primary, got nothing',
    ],
    [
      { pools: { user: { topology: 'cluster' } } },
      'pools.user.nodes: expected a list of { host, port } or URLs, got nothing',
    ],
    [
      { pools: { user: { topology: 'cluster', nodes: [{ host: 'a' }] } } },
      'pools.user.nodes[0].port: expected an integer from 1 to 65535, got nothing',
    ],
    [
      { pools: { user: { topology: 'cluster', nodes: ['redis://a'], db: 1 } } },
      'pools.user: expected known options only, got "db"',
    ],
    [{ appName: 'my app' }, 'appName: expected up to 64 letters'],
    [{ namespace: 'a:b' }, 'namespace: expected up to 64 letters'],
    [{ codec: 'pyhton' }, 'codec: expected "lossless" or "python", got "pyhton" (options)'],
    [{ errors: 'ignore' }, 'errors: expected "throw" or "fallback", got "ignore" (options)'],
    [
      { ttl: { users: 0 } },
      'ttl.users: expected seconds, an integer from 1 to 3153600000, or "none", got 0 (options)',
    ],
    [
      { ttl: { users: 'never' } },
      'ttl.users: expected seconds, an integer from 1 to 3153600000, or "none", got "never"',
    ],
    [{ ttl: { triggers: 'none' } }, 'ttl.triggers: expected an integer from 1 to 3153600000, got other text'],
    [{ logger: {} }, 'logger: expected a LoggerService with log, warn and error, got Object (options)'],
    [{ env: SECRET }, 'env: expected an object of variables, got other text (options)'],
    [{ keys: { prefixes: { user: 'state' } } }, 'keys.prefixes: user and state are both "state" (options)'],
    [
      { keys: { layout: 'python', hashTag: 'tenant' } },
      'keys.layout: expected "percent", because keys.hashTag is "tenant", got "python"',
    ],
  ])('refuses %j', (options, expected) => {
    const given = typeof options === 'object' && options !== null ? { env: false, ...options } : options;
    expect(problemsOf(given)).toEqual([expect.stringContaining(expected)]);
  });

  it('reports everything that is wrong at once, with its source', () => {
    const problems = problemsOf({
      codec: 'json',
      colour: 'red',
      ttl: { users: -1 },
      env: { REDIS_HOST: 'cache', REDIS_PORT: 'x', REDIS_USER_URL: `redis://:${SECRET}@h:p` },
    });
    expect(problems.map((problem) => problem.replace(/: .*(?= \()/, ''))).toEqual([
      'codec (options)',
      'ttl.users (options)',
      'options (options)',
      'REDIS_PORT (environment)',
      'REDIS_USER_URL (environment)',
    ]);
  });

  it('validates options of the layers above together with its own', () => {
    const extensions = { tenancy: z.strictObject({ fixed: z.string('expected a tenant id') }).optional() };
    expect(problemsOf({ env: false, tenancy: { fixed: 'acme' } }, { extensions })).toEqual([]);
    expect(problemsOf({ env: false, tenancy: { fixd: 1 }, codec: 1 }, { extensions })).toEqual([
      'codec: expected "lossless" or "python", got 1 (options)',
      'tenancy.fixed: expected a tenant id, got nothing (options)',
      'tenancy: expected known options only, got "fixd" (options)',
    ]);
    expect(problemsOf({ env: false, tenancy: {} })).toEqual([
      'options: expected known options only, got "tenancy" (options)',
    ]);
  });
});
