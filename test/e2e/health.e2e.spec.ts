import type { INestApplication } from '@nestjs/common';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApplication } from '../../src/application.js';
import { OUTAGES } from '../support/own-server.js';
import { startApp, type RunningApp } from './running-app.js';

describe('GET /health', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(async () => running.close());

  it('tells of the application and of its main pool, without an API key', async () => {
    const { status, body } = await running.as(undefined)('GET', '/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      service: 'tenantry',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      environment: expect.any(String),
      hostname: expect.any(String),
      uptime: expect.any(Number),
      timestamp: expect.any(Number),
      redis_status: {
        status: 'healthy',
        redis_version: expect.stringMatching(/^\d+\.\d+/),
        connected_clients: expect.any(Number),
        used_memory_human: expect.stringMatching(/^[\d.]+[BKMG]$/),
        keyspace: expect.any(Number),
      },
      degraded_pools: [],
      failed_pools: [],
    });
    expect(Math.abs((body as { timestamp: number }).timestamp - Date.now() / 1_000)).toBeLessThan(5);
  });

  it('tells of every pool', async () => {
    const { body } = await running.as(undefined)('GET', '/health');
    const { pools } = body as { pools: Record<string, unknown> };
    expect(Object.keys(pools)).toEqual(
      expect.arrayContaining(['default', 'user', 'handlers', 'symphony_shared_state', 'expiry', 'pubsub']),
    );
    expect(pools['expiry']).toMatchObject({
      status: 'up',
      state: 'HEALTHY',
      circuit: 'closed',
      latency_ms: expect.any(Number),
      connections: { active: expect.any(Number) },
      operations: { failed: 0, refused: 0 },
    });
  });

  it('is live, and ready', async () => {
    expect(await running.as(undefined)('GET', '/health/live')).toEqual({
      status: 200,
      body: { status: 'ok' },
    });
    const { status, body } = await running.as(undefined)('GET', '/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: expect.stringMatching(/^(ok|degraded)$/),
      details: {
        redis: { status: 'up' },
        memory: { servers: [{}] },
        expiry: { pools: [{ pool: 'expiry' }] },
      },
    });
  });

  it('has metrics, without the names of tenants', async () => {
    await running.as(running.acme)('POST', '/users', {
      body: { id: 'metered', profile: { name: 'A', active: true } },
    });
    const response = await fetch(`${running.url}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /^tenantry_redis_commands_total\{pool="user",command="eval(sha)?",outcome="answered"\} [1-9]/m,
    );
    expect(text).toMatch(/^tenantry_redis_pool_state\{pool="user",state="HEALTHY"\} 1$/m);
    expect(text).not.toContain(running.acme);
    expect(text).not.toContain('metered');
  });

  it('is documented', async () => {
    const { body } = await running.as(undefined)('GET', '/docs-json');
    expect(Object.keys((body as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/health', '/health/live', '/health/ready', '/metrics']),
    );
  });
});

describe.each(Object.keys(OUTAGES) as (keyof typeof OUTAGES)[])('With a Redis that is %s', (outage) => {
  let server: RedisServer;
  let app: INestApplication;
  let url: string;
  beforeEach(async () => {
    server = await startRedis();
    app = await createApplication({ redisUrl: server.url });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.resume();
    await app.close();
    await server.stop();
  });

  const get = async (path: string): Promise<{ status: number; body: unknown; tookMs: number }> => {
    const startedAt = performance.now();
    const response = await fetch(url + path);
    const body: unknown = path === '/metrics' ? await response.text() : await response.json();
    return { status: response.status, body, tookMs: performance.now() - startedAt };
  };

  it('the application is live, not ready, and says why', async () => {
    await OUTAGES[outage](server);
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: 10_000 }).toBe(503);
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) {
      expect((await get(path)).tookMs).toBeLessThan(2_500);
    }
    expect((await get('/health/live')).status).toBe(200);
    const report = await get('/health');
    expect(report.status).toBe(200);
    expect(report.body).toMatchObject({
      status: 'error',
      redis_status: {
        status: 'unhealthy',
        redis_version: null,
        connected_clients: null,
        used_memory_human: null,
        keyspace: null,
        error: expect.any(String),
      },
      failed_pools: expect.arrayContaining(['default', 'user', 'expiry']),
    });
    expect((await get('/health/ready')).body).toMatchObject({
      status: 'error',
      error: { redis: { status: 'down' } },
    });
    if (outage === 'frozen') server.resume();
    else await server.restart();
    await expect.poll(async () => (await get('/health/ready')).status, { timeout: 20_000 }).toBe(200);
  });
});
