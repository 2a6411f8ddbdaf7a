import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

/** Commands of the report, and those inside of its script, none of which writes data. */
const READING_COMMANDS = new Set([
  ...[
    'acl|dryrun',
    'acl|whoami',
    'client|setname',
    'config|get',
    'config|resetstat',
    'hello',
    'info',
    'ping',
  ],
  ...['select', 'time', 'quit', 'eval', 'evalsha'],
  ...['hget', 'hgetall', 'zcard', 'zrange', 'zrangebyscore', 'zcount', 'zscore'],
]);

describe.each(topologies)('A report on $name', (topology) => {
  it('finds no error in servers that are well, and looks at all there is', async () => {
    const report = await diagnosisOf(topology.options());
    expect(errorsOf(report)).toEqual([]);
    const [deployment, ...others] = report.deployments;
    expect(others).toEqual([]);
    expect(deployment).toMatchObject({
      topology: topology.name,
      pools: ['default', 'user', 'handlers', 'symphony_shared_state', 'expiry', 'pubsub'],
    });
    const primaries = deployment?.servers.filter(({ role }) => role === 'primary') ?? [];
    expect(primaries).toHaveLength(topology.clustered ? 3 : 1);
    for (const { product, version } of deployment?.servers ?? []) {
      expect(product).toMatch(/^(redis|valkey)$/);
      expect(version).toMatch(/^\d+\.\d+/);
    }
    for (const id of ['connection', 'latency', 'clock.client', 'memory.eviction', 'clients.limit'] as const) {
      expect(findingsOf(report, id).length).toBeGreaterThanOrEqual(primaries.length);
    }
    expect(findingsOf(report, 'rights.commands').map(({ severity }) => severity)).not.toContain('error');
  });

  it('ends with all connections closed', async () => {
    await diagnosisOf(topology.options());
    const left = process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap');
    const before = left.length;
    await diagnosisOf(topology.options());
    await expect
      .poll(() => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length)
      .toBeLessThanOrEqual(before);
  });
});

describe('A report', () => {
  let server: RedisServer;
  let admin: Redis;

  beforeAll(async () => {
    server = await startRedis({ appendonly: true, config: ['notify-keyspace-events Ex'] });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    await admin.quit();
    await server.stop();
  });

  it('sends no command that changes anything', async () => {
    await admin.select(8);
    await admin.hset('exp:shop:meta', 'partitions:expiry', '1');
    await admin.config('RESETSTAT');
    const report = await diagnosisOf({ url: server.url, appName: 'shop' });
    expect(findingOf(report, 'triggers.schedule')).toMatchObject({ severity: 'ok', pools: ['expiry'] });
    const stats = await admin.info('commandstats');
    const sent = [...stats.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name);
    expect(sent).toEqual(expect.arrayContaining(['ping', 'config|get', 'evalsha']));
    expect(sent.filter((name) => !READING_COMMANDS.has(name ?? ''))).toEqual([]);
    expect(await admin.info('persistence')).toMatch(/rdb_changes_since_last_save:1\r/);
  });

  it('has no error and no warning where there is nothing to complain about', async () => {
    const report = await diagnosisOf({ url: server.url });
    expect(report).toMatchObject({ schemaVersion: 1, status: 'ok', counts: { error: 0, warning: 0 } });
    expect(findingOf(report, 'persistence')).toMatchObject({ severity: 'ok' });
    expect(findingOf(report, 'notifications')).toMatchObject({ severity: 'ok', pools: ['expiry'] });
  });

  it('can be about some pools only', async () => {
    const report = await diagnosisOf({ url: server.url }, { pools: ['user', 'pubsub'] });
    expect(report.deployments.map(({ pools }) => pools)).toEqual([['user', 'pubsub']]);
    expect(findingsOf(report, 'triggers.schedule')).toEqual([]);
    await expect(diagnosisOf({ url: server.url }, { pools: ['nosuch'] })).rejects.toMatchObject({
      code: 'UNKNOWN_POOL',
    });
  });

  it('names pools that share a database, also under two names of one server', async () => {
    const other = server.url.replace('127.0.0.1', 'localhost');
    const report = await diagnosisOf({ url: server.url, pools: { mine: { url: other, db: 11 } } });
    expect(findingOf(report, 'database.shared')).toMatchObject({
      severity: 'warning',
      pools: expect.arrayContaining(['user', 'mine']),
    });
    expect(report.deployments).toHaveLength(2);
  });

  it('is ended by its signal', async () => {
    const ending = new AbortController();
    const report = diagnosisOf({ url: server.url }, { signal: ending.signal });
    ending.abort(new Error('enough'));
    await expect(report).rejects.toThrow('enough');
  });
});
