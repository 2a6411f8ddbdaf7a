import { describe, expect, it } from 'vitest';
import { isRedisDatabaseName, namedDatabases } from './named-databases.js';
import { REDIS_DATABASE_NAMES, RedisDatabase } from './redis-database.js';
import { resolveConfig } from './resolve-config.js';

const SEED_NAMES = [
  'main',
  'knowledge',
  'prompts',
  'agents',
  'metrics',
  'sessions',
  'cache',
  'vectors',
  'temp',
  'analytics',
  'audit',
  'notifications',
  'jobs',
  'search',
  'timeseries',
  'graph',
];

const OFFLINE = { env: false, configFile: false } as const;

describe('RedisDatabase', () => {
  it('numbers the sixteen names of the seed', () => {
    expect(REDIS_DATABASE_NAMES).toEqual(SEED_NAMES);
    expect(Object.values(RedisDatabase)).toEqual(SEED_NAMES.map((_, db) => db));
    expect([RedisDatabase.MAIN, RedisDatabase.PROMPTS, RedisDatabase.GRAPH]).toEqual([0, 2, 15]);
  });

  it('knows its names, and nothing else', () => {
    expect(SEED_NAMES.every(isRedisDatabaseName)).toBe(true);
    expect(['MAIN', 'Main', 'other', '', 'constructor', 'toString'].some(isRedisDatabaseName)).toBe(false);
  });
});

describe('namedDatabases', () => {
  it('are sixteen pools of one server, each on its own database', () => {
    const { pools } = resolveConfig({ ...OFFLINE, pools: namedDatabases('redis://:pw@cache:6380') });
    for (const [db, name] of SEED_NAMES.entries()) {
      expect(pools.get(name)).toMatchObject({ endpoint: { host: 'cache', port: 6380 }, password: 'pw', db });
    }
  });

  it('give the server of main to the standard pools', () => {
    const { pools } = resolveConfig({ ...OFFLINE, pools: namedDatabases('redis://:pw@cache') });
    expect(pools.get('user')).toMatchObject({ endpoint: { host: 'cache' }, password: 'pw', db: 11 });
  });

  it('are on the server of the module where they name none', () => {
    const { pools } = resolveConfig({ ...OFFLINE, url: 'redis://cache', pools: namedDatabases() });
    expect(pools.get('graph')).toMatchObject({ endpoint: { host: 'cache' }, db: 15 });
    expect(pools.get('main')).toMatchObject({ endpoint: { host: 'cache' }, db: 0 });
  });

  it('take options, of every topology', () => {
    const sentinel = {
      topology: 'sentinel',
      sentinels: [{ host: 's', port: 26_379 }],
      name: 'primary',
      commandTimeoutMs: 100,
    } as const;
    expect(resolveConfig({ ...OFFLINE, pools: namedDatabases(sentinel) }).pools.get('jobs')).toMatchObject({
      topology: 'sentinel',
      db: 12,
      commandTimeoutMs: 100,
    });
    const cluster = { topology: 'cluster', nodes: ['redis://a'] } as const;
    const { pools } = resolveConfig({ ...OFFLINE, pools: namedDatabases(cluster) });
    expect(pools.get('jobs')).toMatchObject({ topology: 'cluster' });
  });

  it.each<[string, string]>([
    [
      'redis://cache/3',
      'namedDatabases: expected a URL without a database, because each name has its own, got 3',
    ],
    [
      'redis://cache?db=0',
      'namedDatabases: expected a URL without a database, because each name has its own, got 0',
    ],
    ['cache:6379', 'namedDatabases: expected a URL that begins with redis://'],
  ])('refuse %s', (url, message) => {
    expect(() => namedDatabases(url)).toThrow(message);
    expect(() => namedDatabases({ url })).toThrow(message);
  });
});
