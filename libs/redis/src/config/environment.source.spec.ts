import { describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from './configuration.errors.js';
import type { CoreModuleOptions } from './module-options.js';
import { resolveConfig } from './resolve-config.js';
import type { ResolvedPoolOptions } from './resolved-config.js';

function poolOf(options: CoreModuleOptions, alias: string): ResolvedPoolOptions | undefined {
  return resolveConfig(options).pools.get(alias);
}

function problemsOf(options: CoreModuleOptions): string[] {
  try {
    resolveConfig(options);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    return error.problems.map(({ path, problem, source }) => `${path}: ${problem} (${source})`);
  }
}

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
    expect(warningsOf({ REDIS_TLS_CA_FILE: '/ca.pem', REDIS_USER_URL: 'redis://users' })).toEqual([
      'REDIS_TLS_CA_FILE is ignored: neither REDIS_HOST nor a URL that begins with rediss:// is set.',
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
