import { describe, expect, it } from 'vitest';
import { readYamlDatabase } from './yaml-database.js';

const EVERY_FIELD = {
  name: 'cache',
  db: 6,
  host: 'redis.internal',
  port: 6380,
  password: 'pw',
  decode_responses: true,
  max_connections: 20,
  socket_timeout: 5.0,
  socket_connect_timeout: 2.5,
  socket_keepalive: true,
  socket_keepalive_options: { 1: 600 },
  health_check_interval: 30,
  retry_on_timeout: false,
  max_retries: 3,
};

const problemsOf = (field: string, value: unknown): string[] =>
  readYamlDatabase('cache', { [field]: value }).problems.map(({ path, problem }) => `${path}: ${problem}`);

/** The fields of RedisConfig, the dataclass of the seed: what a valid value becomes, and what is ignored of it. */
const MEANINGS: readonly [field: string, value: unknown, options: object, ignored?: string][] = [
  ['name', 'cache', {}],
  ['db', 6, { db: 6 }],
  ['host', 'redis.internal', { host: 'redis.internal' }],
  ['port', 6380, { port: 6380 }],
  ['password', 'pw', { password: 'pw' }],
  ['password', null, {}],
  ['decode_responses', true, {}],
  ['decode_responses', false, {}, 'replies are text'],
  ['max_connections', 64, { maxConnections: 64 }],
  ['socket_timeout', 5, { commandTimeoutMs: 5_000 }],
  ['socket_timeout', 0.25, { commandTimeoutMs: 250 }],
  ['socket_timeout', null, {}],
  ['socket_connect_timeout', 2.5, { connectTimeoutMs: 2_500 }],
  ['socket_keepalive', true, {}],
  ['socket_keepalive', false, {}, 'TCP keepalive is always on'],
  ['socket_keepalive_options', { 1: 600 }, { keepAliveMs: 600_000 }],
  ['socket_keepalive_options', { TCP_KEEPIDLE: 60 }, { keepAliveMs: 60_000 }],
  ['socket_keepalive_options', { 4: 60 }, { keepAliveMs: 60_000 }],
  ['socket_keepalive_options', { 1: 600, 2: 60, 3: 5 }, { keepAliveMs: 600_000 }, 'not the interval'],
  ['socket_keepalive_options', { 2: 60 }, {}, 'not the interval'],
  ['health_check_interval', 30, { watchdogIntervalMs: 30_000 }],
  ['health_check_interval', 0, { watchdogIntervalMs: 0 }],
  ['retry_on_timeout', false, {}],
  ['retry_on_timeout', true, {}, 'may have been carried out'],
  ['max_retries', 3, {}, 'there is no count of retries'],
];

describe('a database of the YAML file', () => {
  it.each(MEANINGS)('with %s: %j has the options %j', (field, value, options, ignored) => {
    const database = readYamlDatabase('cache', { [field]: value });
    expect(database.problems).toEqual([]);
    expect(database.options).toEqual(options);
    const reasons = database.ignored.map(({ reason }) => reason);
    expect(reasons).toHaveLength(ignored === undefined ? 0 : 1);
    expect(reasons.join('')).toContain(ignored ?? '');
  });

  it('has a row above for every field of RedisConfig', () => {
    expect(new Set(MEANINGS.map(([field]) => field))).toEqual(new Set(Object.keys(EVERY_FIELD)));
  });

  it('takes all fields together', () => {
    const { options, problems, ignored } = readYamlDatabase('cache', EVERY_FIELD);
    expect(problems).toEqual([]);
    expect(ignored.map(({ field }) => field)).toEqual(['max_retries']);
    expect(options).toEqual({
      db: 6,
      host: 'redis.internal',
      port: 6380,
      password: 'pw',
      maxConnections: 20,
      commandTimeoutMs: 5_000,
      connectTimeoutMs: 2_500,
      keepAliveMs: 600_000,
      watchdogIntervalMs: 30_000,
    });
  });

  it.each<[string, unknown, string]>([
    ['name', 'other', 'name: expected the name that the database stands under'],
    ['db', '6', 'db: expected an integer from 0 to 2147483646, got other text'],
    ['host', 'a b', 'host: expected a host name or address, got other text'],
    ['port', 70_000, 'port: expected an integer from 1 to 65535, got 70000'],
    ['password', 12_345, 'password: expected non-empty text, got number'],
    ['password', '', 'password: expected non-empty text, got empty text'],
    ['decode_responses', 'yes', 'decode_responses: expected true or false, got other text'],
    ['max_connections', 0, 'max_connections: expected an integer from 1 to 10000, got 0'],
    ['socket_timeout', 0, 'socket_timeout: expected seconds from 0.001 to 600, got 0'],
    ['socket_timeout', 5_000, 'socket_timeout: expected seconds from 0.001 to 600, got 5000'],
    ['socket_timeout', '5s', 'socket_timeout: expected seconds from 0.001 to 600, got other text'],
    ['socket_connect_timeout', -1, 'socket_connect_timeout: expected seconds from 0.001 to 600, got -1'],
    ['socket_keepalive', 1, 'socket_keepalive: expected true or false, got 1'],
    [
      'socket_keepalive_options',
      [600],
      'socket_keepalive_options: expected an object from option to seconds',
    ],
    [
      'socket_keepalive_options',
      { 1: 'x' },
      'socket_keepalive_options.1: expected an integer from 1 to 86400',
    ],
    ['health_check_interval', 0.5, 'health_check_interval: expected an integer from 0 to 86400, got 0.5'],
    ['retry_on_timeout', 'no', 'retry_on_timeout: expected true or false, got other text'],
    ['max_retries', -1, 'max_retries: expected an integer from 0 to 1000, got -1'],
    ['hots', 'a', 'hots: expected a field of a database, got an unknown one'],
    ['commandTimeoutMs', 5, 'commandTimeoutMs: expected a field of a database, got an unknown one'],
    ['__proto__', 5, '__proto__: expected a field of a database, got an unknown one'],
    ['constructor', 5, 'constructor: expected a field of a database, got an unknown one'],
    ['command_timeout_ms', 'x', 'command_timeout_ms: expected an integer from 1 to 600000, got other text'],
    ['topology', 'ring', 'topology: expected "standalone", "sentinel" or "cluster", got "ring"'],
  ])('refuses %s: %j', (field, value, expected) => {
    const content = Object.fromEntries([[field, value]]);
    const { problems } = readYamlDatabase('cache', content);
    expect(problems.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  it('takes every other option of a pool in snake case', () => {
    const content = {
      topology: 'sentinel',
      sentinels: [{ host: 's1', port: 26_379 }],
      name: 'primary',
      sentinel_password: 'pw',
      nat_map: { 'a_b:1': { host: 'c', port: 2 } },
      tls: { servername: 'cache', rejectUnauthorized: true },
      on_startup: 'degraded',
      auto_pipelining: false,
    };
    expect(readYamlDatabase('cache', content)).toMatchObject({
      problems: [],
      options: {
        topology: 'sentinel',
        sentinels: [{ host: 's1', port: 26_379 }],
        name: 'primary',
        sentinelPassword: 'pw',
        natMap: { 'a_b:1': { host: 'c', port: 2 } },
        tls: { servername: 'cache', rejectUnauthorized: true },
        onStartup: 'degraded',
        autoPipelining: false,
      },
    });
  });

  it('refuses two fields for one option', () => {
    const content = { socket_timeout: 5, command_timeout_ms: 5_000 };
    expect(readYamlDatabase('cache', content).problems).toEqual([
      {
        path: 'command_timeout_ms',
        field: 'command_timeout_ms',
        problem: 'expected nothing, because "socket_timeout" says it',
      },
    ]);
  });

  it('names the place inside a list', () => {
    expect(problemsOf('topology', 'cluster')).toEqual([
      'nodes: expected a list of { host, port } or URLs, got nothing',
    ]);
    const nodes = [{ host: 'a', port: 0 }];
    expect(readYamlDatabase('cache', { topology: 'cluster', nodes }).problems).toMatchObject([
      { path: 'nodes[0].port', field: 'nodes' },
    ]);
  });

  it.each<[unknown, string]>([
    ['redis://cache', 'expected the fields of a database, got string'],
    [[1], 'expected the fields of a database, got array'],
  ])('is not %j', (content, problem) => {
    expect(readYamlDatabase('cache', content).problems).toMatchObject([{ path: '', problem }]);
  });
});
