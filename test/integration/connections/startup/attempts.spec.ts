import type { LoggerService } from '@nestjs/common';
import { FaultProxy, startCluster, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { PoolStartupError } from '../../../../libs/redis/src/connections/pool.errors.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { failureOf, QUICK_ATTEMPTS, SECRET } from './failing-start.js';

describe('a server that is not there yet', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;
  let lines: string[];

  beforeEach(async () => {
    server = await startRedis();
    await server.kill();
    lines = [];
  });
  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  function create(defaults: CoreModuleOptions['defaults']): RedisConnectionManager {
    const record =
      (level: string) =>
      (message: unknown): void =>
        void lines.push(`${level} ${String(message)}`);
    const logger: LoggerService = { log: record('log'), warn: record('warn'), error: record('error') };
    const options: CoreModuleOptions = { env: false, url: server.url, defaults };
    manager = new RedisConnectionManager(resolveConfig(options), logger);
    return manager;
  }

  it('is tried again', async () => {
    const start = create({ ...QUICK_ATTEMPTS, startupAttempts: 1_000 }).connect();
    await waitUntil(() => lines.length > 0);
    await server.restart();
    await start;
    expect(await manager.client('user').ping()).toBe('PONG');
    await manager.whenConnected('user');
    expect(lines[0]).toMatch(
      /^warn cannot connect to 127\.0\.0\.1:\d+: connect ECONNREFUSED .*Is Redis running there\? The start of the application waits \(pool "[a-z_]+", attempt 1 of 1000\)\.$/,
    );
    // One line for all pools of a server, however often they are tried.
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    expect(
      lines.filter((line) => /^log Pool "\w+" is connected, \d+ ms after the start\.$/.test(line)),
    ).toHaveLength(6);
  });

  it('is waited for as long as it takes, if that is wanted', async () => {
    const start = create({ ...QUICK_ATTEMPTS, startupAttempts: 1, onStartup: 'retry' }).connect();
    let isOver = false;
    void start.finally(() => (isOver = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isOver).toBe(false);
    await server.restart();
    await start;
    expect(await manager.client('user').ping()).toBe('PONG');
  });

  it('does not keep a start that waits for ever from being ended', async () => {
    const start = create({ ...QUICK_ATTEMPTS, onStartup: 'retry' }).connect();
    const outcome = start.catch((error: unknown) => error);
    await waitUntil(() => lines.length > 0);
    await manager.close();
    expect(await outcome).toBeInstanceOf(PoolStartupError);
    await expect(manager.whenConnected('user')).rejects.toThrow(/the pools were closed/);
  });

  it('is looked for at the pace that is set', async () => {
    const before = performance.now();
    const start = create({ startupAttempts: 3, startupMinDelayMs: 200, startupMaxDelayMs: 200 }).connect();
    await expect(start).rejects.toMatchObject({ details: { attempts: 3 } });
    const took = performance.now() - before;
    expect(took).toBeGreaterThan(390);
    expect(took).toBeLessThan(1_500);
  });

  it('is, once it was there, had back at the usual pace', async () => {
    await server.restart();
    await create({ startupMinDelayMs: 60_000, startupMaxDelayMs: 60_000 }).connect();
    await server.kill();
    await waitUntil(() => manager.client('user').status === 'reconnecting');
    await server.restart();
    await expect.poll(() => manager.client('user').status, { timeout: 3_000 }).toBe('ready');
  });
});

describe('a start that fails', () => {
  let proxy: FaultProxy;

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
  });
  afterEach(async () => proxy.close());

  it('leaves no connection behind', async () => {
    const failure = await failureOf({ url: proxy.url, pools: { analytics: 'redis://127.0.0.1:1' } });
    expect(failure.details.pool).toBe('analytics');
    await waitUntil(() => proxy.openConnections === 0);
    const { connections } = proxy.counters;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(proxy.counters.connections).toBe(connections);
  });
});

describe('what time does not heal', () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await startRedis({ requirepass: SECRET });
  });
  afterEach(async () => server.stop());

  it('is waited for too, if that is wanted: somebody may heal it', async () => {
    const url = `redis://app:${SECRET}@127.0.0.1:${server.port}`;
    const start = connect({ url, defaults: { ...QUICK_ATTEMPTS, onStartup: 'retry' } });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const admin = await connect({ url: server.url });
    await admin.client('default').call('ACL', 'SETUSER', 'app', 'on', `>${SECRET}`, '~*', '+@all');
    await admin.close();
    const manager = await start;
    expect(await manager.client('user').ping()).toBe('PONG');
    await manager.close();
  });
});

describe('a cluster that is forming', () => {
  it('is waited for, whatever the number of attempts', async () => {
    const cluster = await startCluster({ nodeTimeoutMs: 1_000 });
    try {
      const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
      await cluster.nodes[2]?.kill();
      const defaults = { topology: 'cluster', nodes: nodes.slice(0, 2), startupAttempts: 1 } as const;
      const admin = await connect({
        url: `redis://127.0.0.1:${nodes[0]?.port}`,
        defaults: { db: 0 },
      });
      await waitUntil(
        async () => (await admin.client('default').cluster('INFO')).includes('cluster_state:fail'),
        { timeoutMs: 10_000 },
      );
      await admin.close();
      const failure = await failureOf({ defaults: { ...defaults, loadingTimeoutMs: 500 } });
      expect(failure.message).toMatch(/the cluster is not ready within 500 ms\. Look at CLUSTER INFO/);
      const start = connect({ defaults });
      await new Promise((resolve) => setTimeout(resolve, 500));
      await cluster.nodes[2]?.restart();
      const manager = await start;
      await waitUntil(async () => (await manager.client('default').set('key', '1')) === 'OK');
      await manager.close();
    } finally {
      await cluster.stop();
    }
  });
});
