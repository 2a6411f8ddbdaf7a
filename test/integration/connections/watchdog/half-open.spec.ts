import type { LoggerService } from '@nestjs/common';
import { type FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../../libs/redis/src/config/module-options.js';
import { resolveConfig } from '../../../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxiedTopologies, startProxies } from '../../../support/proxied-topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

const INTERVAL_MS = 400;
const TIMEOUT_MS = 300;
/** The longest reconnect delay, and what a busy machine needs. */
const RECONNECTING_MS = 1_000;

describe.each(proxiedTopologies)('a connection of which only one side is left, on $name', (deployment) => {
  let proxies: FaultProxy[];
  let manager: RedisConnectionManager;
  let lines: string[];

  beforeEach(async () => {
    proxies = await startProxies(deployment);
    const options = deployment.options(proxies);
    lines = [];
    const record = (message: unknown): void => void lines.push(String(message));
    const logger: LoggerService = { log: record, warn: record, error: record };
    const defaults = {
      ...options.defaults,
      watchdogIntervalMs: INTERVAL_MS,
      commandTimeoutMs: TIMEOUT_MS,
    } as CoreModuleOptions['defaults'];
    manager = new RedisConnectionManager(resolveConfig({ env: false, ...options, defaults }), logger);
    await manager.connect();
    // A cluster connects to a node at the first command for it.
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(async (each) => manager.client('default').get(each)),
    );
  });
  afterEach(async () => {
    await manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  const connectionsMade = (): number =>
    proxies.reduce((total, { counters }) => total + counters.connections, 0);

  const loseRoute = (): void => proxies.forEach((proxy) => proxy.blackHole());

  it('is given up, without any command, and had back', async () => {
    loseRoute();
    const before = performance.now();
    await waitUntil(() => lines.some((line) => /no answer to PING within 300 ms/.test(line)), {
      timeoutMs: INTERVAL_MS + TIMEOUT_MS + RECONNECTING_MS,
    });
    expect(performance.now() - before).toBeGreaterThan(TIMEOUT_MS);
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await expect
      .poll(async () =>
        manager
          .client('default')
          .get('a')
          .catch(() => 'failed'),
      )
      .toBeNull();
  });

  it('of a subscriber too: it has its subscriptions back', async () => {
    const channel = uniqueName('channel');
    const received: string[] = [];
    const subscriber = manager.subscriber('pubsub');
    subscriber.on('message', (_channel, message) => received.push(message));
    await subscriber.subscribe(channel);
    const ends: unknown[] = [];
    subscriber.on('close', () => ends.push('close'));
    loseRoute();
    await expect
      .poll(() => ends.length, { timeout: INTERVAL_MS + TIMEOUT_MS + RECONNECTING_MS })
      .toBeGreaterThan(0);
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(async () => {
      await manager
        .client('default')
        .publish(channel, 'hello')
        .catch(() => 0);
      return received.includes('hello');
    });
  });

  it('is not looked for where the connections work', async () => {
    const made = connectionsMade();
    await new Promise((resolve) => setTimeout(resolve, 4 * INTERVAL_MS));
    expect(connectionsMade()).toBe(made);
    expect(lines).toEqual([]);
  });

  it('is not looked for after the end', async () => {
    await manager.close();
    const bytes = proxies.map(({ counters }) => counters.bytesToServer);
    await new Promise((resolve) => setTimeout(resolve, 2 * INTERVAL_MS));
    expect(proxies.map(({ counters }) => counters.bytesToServer)).toEqual(bytes);
  });
});

describe('the watchdog', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  async function start(options: CoreModuleOptions['defaults']): Promise<void> {
    const logger: LoggerService = { log: () => {}, warn: () => {}, error: () => {} };
    const config = resolveConfig({ env: false, url: server.url, defaults: options });
    manager = new RedisConnectionManager(config, logger);
    await manager.connect();
  }

  async function pings(): Promise<number> {
    const statistics = await manager.client('default').info('commandstats');
    return Number(/cmdstat_ping:calls=(\d+)/.exec(statistics)?.[1] ?? 0);
  }

  it('asks silent connections once in an interval, and counts none of it', async () => {
    await start({ watchdogIntervalMs: 200 });
    const before = await pings();
    const operations = manager.statistics().totalOperations;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const after = await pings();
    // Six pools, five intervals, one of them not silent while it is asked here.
    expect(after - before).toBeGreaterThan(12);
    expect(after - before).toBeLessThanOrEqual(36);
    expect(manager.statistics().totalOperations - operations).toBe(1);
  });

  it('asks none that is in use', async () => {
    await start({ watchdogIntervalMs: 200 });
    const before = await pings();
    const end = performance.now() + 1_000;
    while (performance.now() < end) {
      await Promise.all(manager.aliases().map(async (alias) => manager.client(alias).get('key')));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await pings()).toBe(before);
  });

  it('asks nobody if it is turned off', async () => {
    await start({ watchdogIntervalMs: 0 });
    const before = await pings();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await pings()).toBe(before);
  });

  it('takes an error reply for an answer', async () => {
    await start({ watchdogIntervalMs: 100, commandTimeoutMs: 1_000 });
    const client = manager.client('default');
    const user = String(await client.call('CLIENT', 'ID'));
    await client.call('ACL', 'SETUSER', 'default', '-ping');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(String(await client.call('CLIENT', 'ID'))).toBe(user);
  });
});
