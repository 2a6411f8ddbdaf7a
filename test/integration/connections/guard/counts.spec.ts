import { startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { RepositoryStatistics } from '../../../../libs/redis/src/repositories/repository-statistics.js';
import { UserRepository } from '../../../../libs/redis/src/repositories/user.repository.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantScope } from '../../../support/tenant-scope.js';
import { topologies } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, type GuardedPools } from './guarded-pools.js';

/** Calls of each command, as the server counts them. */
async function callsSeenBy(redis: Redis): Promise<Record<string, number>> {
  const info = await redis.info('commandstats');
  const matches = info.matchAll(/^cmdstat_(\S+):calls=(\d+)/gm);
  return Object.fromEntries([...matches].map(([, name = '', calls]) => [name, Number(calls)]));
}

describe('The statistics of a pool', () => {
  let server: RedisServer;
  let direct: Redis;
  let pools: GuardedPools;

  beforeEach(async () => {
    server = await startRedis();
    direct = new Redis(server.url);
    pools = await connectGuarded({ url: server.url });
  });
  afterEach(async () => {
    direct.disconnect();
    await pools.manager.close();
    await server.stop();
  });

  const statistics = () =>
    pools.manager.statistics().databaseStats['default'] ?? expect.fail('no statistics');

  it('count each command once, as the server does', async () => {
    const client = pools.manager.client('default');
    await client.set('text', 'x');
    const told: string[] = [];
    const off = pools.events.on('command', ({ pool, command, outcome, errorType }) => {
      if (pool === 'default') told.push(`${command} ${outcome} ${errorType}`);
    });
    await direct.config('RESETSTAT');
    const before = statistics();
    await Promise.all(Array.from({ length: 1_000 }, async (_, index) => client.get(`key:${index}`)));
    await client.pipeline().set('a', '1').incr('a').exec();
    await client.multi().incr('a').incr('a').exec();
    await client.eval("return redis.call('GET', KEYS[1])", 1, 'a');
    await client.lpush('text', 'y').catch(() => undefined);
    await pools.manager.withConnection('default', async (own) => own.call('ECHO', 'x'));
    const after = statistics();
    off();
    await client.get('a');
    const { multi, exec, incr, set, eval: evals, lpush, echo, get = 0 } = await callsSeenBy(direct);
    expect({ multi, exec, incr, set, eval: evals, lpush, echo, get }).toEqual({
      ...{ multi: 1, exec: 1, incr: 3, set: 1, eval: 1, lpush: 1, echo: 1 },
      // The script's own GET, and the one after.
      get: 1_002,
    });
    expect(after.successfulOperations - before.successfulOperations).toBe(1_009);
    expect(after.failedOperations).toBe(0);
    expect(after.latency.count - before.latency.count).toBe(1_009);
    expect(after.latency.p50Ms).toBeGreaterThan(0);
    expect(after.latency.p99Ms).toBeLessThanOrEqual(after.latency.maxMs);
    expect(told).toHaveLength(1_009);
    expect(told.at(-2)).toBe('lpush error-reply WRONGTYPE');
    expect(told.at(-1)).toBe('echo answered null');
  });

  it('count commands that waited for a connection once', async () => {
    const client = pools.manager.client('default');
    const { successfulOperations } = statistics();
    await direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await waitUntil(() => client.status !== 'ready', { everyMs: 1 });
    await Promise.all(Array.from({ length: 100 }, async (_, index) => client.set(`key:${index}`, 'x')));
    expect(statistics().successfulOperations - successfulOperations).toBe(100);
    expect(statistics().failedOperations).toBe(0);
  });

  it('leave out handshakes and probes', async () => {
    const { successfulOperations, failedOperations } = statistics();
    await direct.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await waitUntil(() => statistics().totalConnections >= 2 && statistics().activeConnections === 1);
    expect(statistics()).toMatchObject({ successfulOperations, failedOperations });
  });

  it('count connections: made, ready now, and those that could not be made', async () => {
    const kinds: string[] = [];
    pools.events.on('connection', ({ pool, kind }) => {
      if (pool === 'default') kinds.push(kind);
    });
    expect(statistics()).toMatchObject({ totalConnections: 1, activeConnections: 1, failedConnections: 0 });
    await pools.manager.withConnection('default', async () => {
      expect(statistics()).toMatchObject({ totalConnections: 2, activeConnections: 2 });
    });
    await pools.manager.subscriber('default').subscribe('news');
    expect(statistics()).toMatchObject({ totalConnections: 3, activeConnections: 3 });
    await server.kill();
    await waitUntil(() => statistics().failedConnections >= 3);
    expect(statistics()).toMatchObject({ totalConnections: 3, activeConnections: 0 });
    await server.restart();
    await waitUntil(() => statistics().activeConnections === 2);
    expect(statistics().totalConnections).toBe(5);
    expect(new Set(kinds)).toEqual(new Set(['ready', 'lost', 'failed']));
    await pools.manager.close();
    expect(statistics()).toMatchObject({ totalConnections: 5, activeConnections: 0 });
    expect(statistics().uptimeSeconds).toBeGreaterThan(0);
  });

  it('keep secrets out of the last error', async () => {
    await server.kill();
    await pools.manager
      .client('default')
      .set('key', 'stored secret')
      .catch(() => undefined);
    const { lastError, lastErrorTime, failedOperations } = statistics();
    expect(failedOperations).toBe(1);
    expect(lastError).not.toContain('secret');
    expect(Date.now() - Number(lastErrorTime)).toBeLessThan(10_000);
  });

  it('add up over all pools, with the hits and misses of repositories', async () => {
    const scope = tenantScope(pools.manager);
    const { statistics: reads } = scope.runtime;
    pools.manager.countReadsOf(reads);
    const users = new UserRepository(scope);
    await users.upsert('u1', { name: 'Ada' });
    await users.get('u1');
    await users.getField('u1', 'name');
    await users.exists('u1');
    await users.get('nobody');
    await users.getField('u1', 'missing');
    expect(reads).toBeInstanceOf(RepositoryStatistics);
    const { cacheHits, cacheMisses, totalDatabases, healthyDatabases, totalOperations, databaseStats } =
      pools.manager.statistics();
    expect({ cacheHits, cacheMisses }).toEqual({ cacheHits: 3, cacheMisses: 2 });
    expect(healthyDatabases).toBe(totalDatabases);
    const counts = Object.values(databaseStats).map(({ successfulOperations }) => successfulOperations);
    expect(totalOperations).toBe(counts.reduce((total, count) => total + count, 0));
    expect(databaseStats['user']?.successfulOperations).toBeGreaterThanOrEqual(6);
  });
});

describe.each(topologies)('The statistics of a pool on $name', (topology) => {
  it('count each command once, however it finds its node', async () => {
    const { manager } = await connectGuarded(topology.options());
    try {
      const client = manager.client('default');
      const count = (): number => manager.statistics().databaseStats['default']?.successfulOperations ?? 0;
      const before = count();
      const name = uniqueName('count');
      await Promise.all(Array.from({ length: 300 }, async (_, index) => client.set(`${name}:${index}`, 'x')));
      await client.pipeline().set(`{${name}}a`, '1').get(`{${name}}b`).exec();
      await client.lpush(`{${name}}a`, 'x').catch(() => undefined);
      expect(count() - before).toBe(303);
    } finally {
      await manager.close();
    }
  });
});
