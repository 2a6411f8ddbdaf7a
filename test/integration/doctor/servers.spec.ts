import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FaultProxy, startRedis, type RedisServer, type StartRedisOptions } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

const servers: RedisServer[] = [];

async function start(options: StartRedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  servers.push(server);
  return server;
}

/** A report on one server with these lines in redis.conf. */
async function reportOn(...config: string[]) {
  const { url } = await start({ config });
  return diagnosisOf({ url });
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map(async (server) => server.stop()));
});

describe('A report on memory', () => {
  it('is an error where triggers could be evicted', async () => {
    const report = await reportOn('maxmemory 50mb', 'maxmemory-policy allkeys-lru');
    expect(findingOf(report, 'memory.eviction')).toMatchObject({
      severity: 'error',
      pools: ['expiry'],
      message: expect.stringContaining('allkeys-lru'),
      fix: expect.stringContaining('CONFIG SET maxmemory-policy noeviction'),
    });
    expect(errorsOf(report)).toEqual(['memory.eviction']);
  });

  it('is a warning where only records could be', async () => {
    const { url } = await start({ config: ['maxmemory-policy volatile-ttl'] });
    const report = await diagnosisOf({ url }, { pools: ['user'] });
    expect(findingOf(report, 'memory.eviction')).toMatchObject({ severity: 'warning', pools: ['user'] });
  });

  it('says how much is used, and warns when that is nearly all', async () => {
    const { url } = await start({ config: ['maxmemory 200mb'] });
    expect(findingOf(await diagnosisOf({ url }), 'memory.usage')).toMatchObject({ severity: 'ok' });
    const admin = new Redis(url);
    const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]);
    await admin.config('SET', 'maxmemory', Math.round(used * 1.1));
    await admin.quit();
    expect(findingOf(await diagnosisOf({ url }), 'memory.usage')).toMatchObject({ severity: 'warning' });
  });
});

describe('A report on persistence', () => {
  it.each([
    ['appendonly no', undefined, 'warning'],
    ['appendonly no', 'second', 'error'],
    ['appendonly no', 'none', 'ok'],
    ['appendonly yes', 'second', 'ok'],
    ['appendonly yes', 'write', 'error'],
  ] as const)('compares "%s" with the durability "%s": %s', async (line, durability, severity) => {
    const { url } = await start({ config: [line] });
    const report = await diagnosisOf({ url }, { durability });
    expect(findingOf(report, 'persistence')).toMatchObject({ severity });
  });

  it('is an error while snapshots fail', async () => {
    const server = await start();
    // A folder stands where the file is to be.
    mkdirSync(join(server.folder, 'dump.rdb'));
    const admin = new Redis(server.url);
    await admin.bgsave();
    await expect.poll(async () => admin.info('persistence')).toContain('rdb_last_bgsave_status:err');
    await admin.quit();
    expect(findingOf(await diagnosisOf({ url: server.url }), 'persistence.failing')).toMatchObject({
      severity: 'error',
    });
  });
});

describe('A report on notifications', () => {
  it('gives the line that adds what is missing and removes nothing', async () => {
    const { url } = await start({ config: ['notify-keyspace-events Kg'] });
    const found = findingOf(await diagnosisOf({ url }), 'notifications');
    expect(found).toMatchObject({ severity: 'info', pools: ['expiry'] });
    const line = /^CONFIG SET (\S+) (\w+)/.exec(found.fix ?? '');
    const admin = new Redis(url);
    await admin.config('SET', line?.[1] ?? '', line?.[2] ?? '');
    expect(await admin.config('GET', 'notify-keyspace-events')).toEqual(['notify-keyspace-events', 'gxKE']);
    await admin.quit();
    expect(findingOf(await diagnosisOf({ url }), 'notifications')).toMatchObject({ severity: 'ok' });
  });

  it('is a warning where the application takes them as switched on, and nothing where it does not listen', async () => {
    const { url } = await start();
    const reportWith = async (notifications: 'assume' | 'off') =>
      diagnosisOf({ url, ...{ expiry: { notifications } } });
    expect(findingOf(await reportWith('assume'), 'notifications')).toMatchObject({ severity: 'warning' });
    expect(findingsOf(await reportWith('off'), 'notifications')).toEqual([]);
  });
});

describe('A report on a server', () => {
  it('sees that CONFIG is renamed, and what INFO says all the same', async () => {
    const report = await reportOn('rename-command CONFIG ""');
    expect(findingOf(report, 'rights.config')).toMatchObject({
      severity: 'warning',
      fix: expect.stringContaining('renamed'),
    });
    expect(findingOf(report, 'notifications')).toMatchObject({ severity: 'warning' });
    expect(findingOf(report, 'memory.eviction')).toMatchObject({ severity: 'ok' });
    expect(findingOf(report, 'clients.limit')).toMatchObject({ severity: 'ok' });
  });

  it('compares its clock with that of this machine', async () => {
    const { url } = await start();
    expect(findingOf(await diagnosisOf({ url }), 'clock.client')).toMatchObject({ severity: 'ok' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000, shouldAdvanceTime: true });
    expect(findingOf(await diagnosisOf({ url }), 'clock.client')).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/^Its clock is (599|600)\.\d s behind/),
    });
  });

  it('warns of connections that are few, and closed when they are silent', async () => {
    const report = await reportOn('maxclients 12', 'timeout 20', 'tcp-keepalive 0', 'hz 5');
    expect(findingOf(report, 'clients.budget')).toMatchObject({ severity: 'warning' });
    expect(findingOf(report, 'settings.timeout')).toMatchObject({ severity: 'warning' });
    expect(findingOf(report, 'settings.tcp-keepalive')).toMatchObject({ severity: 'warning' });
    expect(findingOf(report, 'settings.hz')).toMatchObject({ severity: 'info', fix: 'CONFIG SET hz 10' });
  });

  it('names a database that does not exist', async () => {
    const { url } = await start({ databases: 8 });
    const report = await diagnosisOf({ url });
    const refused = findingsOf(report, 'database').filter(({ severity }) => severity === 'error');
    expect(refused.flatMap(({ pools }) => pools)).toEqual([
      'default',
      'user',
      'handlers',
      'symphony_shared_state',
      'expiry',
    ]);
    expect(refused[0]?.fix).toContain('`databases`');
  });

  it('says how slow it is', async () => {
    const server = await start();
    const proxy = new FaultProxy(server);
    await proxy.listen();
    proxy.delay(30, 'replies');
    const report = await diagnosisOf({ url: proxy.url }, { pools: ['user'] });
    await proxy.close();
    expect(findingOf(report, 'latency')).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/^PING takes \d\d+ ms/),
    });
  });
});
