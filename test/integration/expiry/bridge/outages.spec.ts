import { FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, untilSwept, type BridgeProcess } from './bridge-fixture.js';
import { Claims, scheduledOf } from './claims.js';

const tenant = parseTenantId('acme');

describe('a bridge whose connections are lost', () => {
  let server: RedisServer;
  let proxy: FaultProxy;
  let bridge: BridgeProcess;
  let claims: Claims;

  beforeEach(async () => {
    server = await startRedis({ appendonly: true, appendfsync: 'always' });
    proxy = new FaultProxy({ host: server.host, port: server.port });
    await proxy.listen();
    bridge = await startBridge({
      redis: { url: proxy.url, defaults: { commandTimeoutMs: 1_000 } },
      namespace: 'app',
    });
    claims = new Claims(bridge.engine, ['remind']);
    await untilSwept([bridge]);
  });
  afterEach(async () => {
    await bridge.stop();
    await proxy.close();
    await server.stop();
  });

  /** A program beside us, with a way of its own to the server. */
  function foreign(): Redis {
    const client = new Redis(server.urlFor(8), { protocol: 2 });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    return client;
  }
  const keyOf = (identifier: string): string => bridge.keys.trigger(tenant, 'remind', identifier);

  async function expectToFire(identifier: string): Promise<void> {
    const client = foreign();
    const key = keyOf(identifier);
    await client.psetex(key, 30, 'x');
    // Redis notices sooner if it is asked.
    await waitUntil(async () => {
      await client.exists(key);
      return (await claims.take().catch(() => 0)) > 0 || claims.runs.has(key);
    });
    expect(claims.runs.get(key)).toBe(1);
  }

  it('listens again, says so once, and has swept what was set meanwhile', async () => {
    await expectToFire('before');
    proxy.refuse();
    proxy.cut();
    await expect.poll(() => bridge.log.messages(/lost its connection to/, 'warn')).toHaveLength(1);
    const client = foreign();
    await client.setex(keyOf('meanwhile'), 60, 'x');
    await client.setex(keyOf('meanwhile too'), 61, 'x');
    await proxy.heal();
    await expect.poll(async () => scheduledOf(bridge, 'remind').catch(() => 0)).toBe(2);
    expect(bridge.log.messages(/^Subscribed to .* again, after \d+ ms$/)).toHaveLength(1);
    await expectToFire('after');
    expect(bridge.log.messages(/./, 'error')).toEqual([]);
  });

  it('listens again after Redis has crashed, whose setting it renews', async () => {
    await foreign().setex(keyOf('meanwhile'), 60, 'x');
    await server.kill();
    await expect.poll(() => bridge.log.messages(/lost its connection to/, 'warn')).toHaveLength(1);
    await server.restart();
    await expect
      .poll(() => bridge.log.messages(/^Subscribed to .* again/), { timeout: 5_000 })
      .toHaveLength(1);
    await expect.poll(async () => scheduledOf(bridge, 'remind').catch(() => 0)).toBe(1);
    await expectToFire('after');
  });

  it('notices a route that has gone silent', async () => {
    proxy.blackHole();
    // The heartbeat, and the time a command has.
    await expect
      .poll(() => bridge.log.messages(/lost its connection to/, 'warn'), { timeout: 15_000 })
      .not.toEqual([]);
    await proxy.heal();
    await expect
      .poll(() => bridge.log.messages(/^Subscribed to .* again/), { timeout: 10_000 })
      .not.toEqual([]);
    await expectToFire('after');
  });

  it('keeps what it has heard until Redis takes it', async () => {
    const admin = foreign();
    const keys = Array.from({ length: 200 }, (_, index) => keyOf(`u${index}`));
    await Promise.all(keys.map(async (key) => admin.psetex(key, 300, 'x')));
    const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))?.[1]);
    await admin.config('SET', 'maxmemory', Math.round(used / 2));
    await expect
      .poll(() => bridge.log.messages(/expired key\(s\) wait to become due/), { timeout: 5_000 })
      .toHaveLength(1);
    expect(await claims.take()).toBe(0);
    await admin.config('SET', 'maxmemory', 0);
    await waitUntil(async () => (await claims.take()) === 0 && claims.runs.size === keys.length);
    expect(claims.repeated.length).toBe(0);
  });

  it('can be stopped', async () => {
    await server.kill();
    await expect.poll(() => bridge.log.messages(/lost its connection to/, 'warn')).toHaveLength(1);
    const beganAt = performance.now();
    await bridge.stop();
    expect(performance.now() - beganAt).toBeLessThan(4_000);
  });
});

describe('a bridge that is stopped', () => {
  it('has closed its connections, and has handed on what it heard', async () => {
    const server = await startRedis();
    onTestFinished(async () => server.stop());
    const admin = new Redis(server.url, { protocol: 2 });
    onTestFinished(() => admin.disconnect());
    const bridge = await startBridge({ redis: { url: server.url }, namespace: 'app' });
    await untilSwept([bridge]);
    const keys = Array.from({ length: 1_000 }, (_, index) =>
      bridge.keys.trigger(tenant, 'remind', `u${index}`),
    );
    const client = bridge.client('expiry');
    await Promise.all(keys.map(async (key) => client.psetex(key, 1, 'x')));
    await Promise.all(keys.map(async (key) => client.exists(key)));
    await waitUntil(async () => (await scheduledOf(bridge, 'remind')) > 0);
    await bridge.stop();
    const second = await startBridge({
      redis: { url: server.url },
      namespace: 'app',
      expiry: { notifications: 'off' },
    });
    expect(await scheduledOf(second, 'remind')).toBe(keys.length);
    expect(String(await admin.call('CLIENT', 'LIST'))).not.toContain('keyspace');
  });
});
