import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaultProxy, startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

const SECRET = 'correct-horse-battery';

describe('A report on a server that cannot be used', () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis({ requirepass: SECRET });
  });
  afterAll(async () => server.stop());

  it('says that nothing listens', async () => {
    const report = await diagnosisOf({ url: 'redis://127.0.0.1:1' });
    expect(errorsOf(report)).toEqual(['connection']);
    expect(findingOf(report, 'connection')).toMatchObject({
      server: '127.0.0.1:1',
      message: 'It cannot be connected to: connect ECONNREFUSED 127.0.0.1:1.',
      fix: 'Is Redis running there?',
    });
  });

  it.each([
    ['a wrong one', ':nonsense-of-mine@', /WRONGPASS.*/, /Check user name and password/],
    ['none', '', /NOAUTH/, /asks for a password/],
  ])('says that the password is %s, and does not say which', async (_which, user, message, fix) => {
    const report = await diagnosisOf({ url: server.url.replace(/\/\/([^@]*@)?/, `//${user}`) });
    expect(errorsOf(report)).toEqual(['connection']);
    const found = findingOf(report, 'connection');
    expect(found.message).toMatch(message);
    expect(found.fix).toMatch(fix);
    expect(JSON.stringify(report)).not.toMatch(/nonsense-of-mine|correct-horse/);
  });

  it('shows no secret of a connection that works', async () => {
    const url = server.url.replace(/\/\/([^@]*@)?/, `//:${SECRET}@`);
    const report = await diagnosisOf({ url });
    expect(errorsOf(report)).toEqual([]);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  it('names something that is no Redis', async () => {
    const http = createHttpServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const report = await diagnosisOf({ url: `redis://127.0.0.1:${port}` });
    http.close();
    expect(findingOf(report, 'connection')).toMatchObject({
      severity: 'error',
      fix: expect.stringContaining('An HTTP server answers'),
    });
  });

  it.each(['before anything', 'after the connection'])('ends at a black hole: %s', async (when) => {
    const proxy = new FaultProxy(server);
    await proxy.listen();
    if (when === 'before anything') proxy.blackHole();
    else setTimeout(() => proxy.blackHole(), 20);
    const startedAt = performance.now();
    const url = `redis://:${SECRET}@127.0.0.1:${proxy.port}`;
    proxy.delay(when === 'before anything' ? 0 : 10, 'replies');
    const report = await diagnosisOf({ url }, { timeoutMs: 900 });
    const took = performance.now() - startedAt;
    await proxy.close();
    expect(report.status).toBe('error');
    expect(['connection', 'time-limit']).toContain(errorsOf(report)[0]);
    expect(took).toBeLessThan(10_000);
  });

  it('ends when its time is up, with what it has found so far', async () => {
    const proxy = new FaultProxy(server);
    await proxy.listen();
    proxy.delay(600, 'replies');
    const startedAt = performance.now();
    const report = await diagnosisOf(
      { url: `redis://:${SECRET}@127.0.0.1:${proxy.port}` },
      { timeoutMs: 3_000 },
    );
    const took = performance.now() - startedAt;
    await expect.poll(() => proxy.openConnections).toBe(0);
    await proxy.close();
    expect(errorsOf(report)).toEqual(['time-limit']);
    expect(findingOf(report, 'connection')).toMatchObject({ severity: 'ok' });
    // All of it would take twenty PINGs, one after the other, and more.
    expect(took).toBeLessThan(10_000);
  });

  it('goes on with the other pools', async () => {
    const report = await diagnosisOf({ url: inject('redisUrl'), pools: { user: 'redis://127.0.0.1:1' } });
    expect(errorsOf(report)).toEqual(['connection']);
    expect(findingsOf(report, 'connection').find(({ severity }) => severity === 'error')?.pools).toEqual([
      'user',
    ]);
    expect(findingOf(report, 'latency').pools).not.toContain('user');
  });

  it('says what is wrong with the configuration, all of it, and connects to nothing', async () => {
    const report = await diagnosisOf({
      url: `redis://:${SECRET}@127.0.0.1:1`,
      pools: { user: { port: 70_000 } },
      ...{ expiry: { leaseMs: 1 } },
    });
    expect(report.deployments).toEqual([]);
    expect(findingsOf(report, 'configuration').map(({ message }) => message)).toEqual([
      expect.stringContaining('pools.user.port'),
      expect.stringContaining('expiry.leaseMs'),
    ]);
    expect(JSON.stringify(report)).not.toContain(SECRET);
  });

  it('shows warnings about the configuration', async () => {
    const report = await diagnosisOf({ url: 'redis://127.0.0.1:1/3' });
    expect(findingOf(report, 'configuration')).toMatchObject({ severity: 'warning' });
  });
});
