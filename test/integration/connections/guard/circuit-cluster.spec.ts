import { waitUntil, type FaultProxy } from '@tenantry/redis-testing';
import type { RedisClient } from '../../../../libs/redis/src/connections/pool-clients.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, outcomesOf, type GuardedPools } from './guarded-pools.js';
import { proxiedTopologies, startProxies } from '../../../support/proxied-topologies.js';

const cluster = proxiedTopologies.filter(({ name }) => name === 'cluster');

describe.each(cluster)('The circuit of a $name', (topology) => {
  let proxies: FaultProxy[];
  let pools: GuardedPools;
  let client: RedisClient;
  let keys: string[];

  beforeEach(async () => {
    proxies = await startProxies(topology);
    const options = topology.options(proxies);
    pools = await connectGuarded({
      ...options,
      defaults: { ...options.defaults, commandTimeoutMs: 400, connectTimeoutMs: 400 },
    });
    client = pools.manager.client('default');
    const name = uniqueName('circuit');
    keys = Array.from({ length: 120 }, (_, index) => `${name}:${index}`);
    await Promise.all(keys.map(async (key) => client.set(key, '0')));
  });
  afterEach(async () => {
    await pools.manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  const circuit = (): string => pools.manager.statistics().databaseStats['default']?.circuit ?? 'none';

  it('opens when no node answers, and closes when they do again', async () => {
    for (const proxy of proxies) proxy.blackHole();
    await waitUntil(async () => {
      await Promise.allSettled(keys.map(async (key) => client.incr(key)));
      return circuit() === 'open';
    });
    const before = performance.now();
    const calls = await Promise.allSettled([
      ...keys.map(async (key) => client.incr(key)),
      client.multi().incr('{a}x').incr('{a}y').exec(),
      client
        .pipeline()
        .incr('{a}x')
        .exec()
        .then((results) => Promise.reject(results?.[0]?.[0])),
    ]);
    expect(performance.now() - before).toBeLessThan(300);
    expect(outcomesOf(calls)).toEqual({ CircuitOpenError: keys.length + 2 });
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(() => circuit() === 'closed', { timeoutMs: 5_000 });
    await waitUntil(async () => {
      const settled = await Promise.allSettled(keys.map(async (key) => client.incr(key)));
      return settled.every(({ status }) => status === 'fulfilled');
    });
  });

  it('opens when no node can be reached, and closes when they can', async () => {
    for (const proxy of proxies) {
      proxy.refuse();
      proxy.cut();
    }
    await waitUntil(async () => {
      await Promise.allSettled(keys.map(async (key) => client.incr(key)));
      return circuit() === 'open';
    });
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await waitUntil(() => circuit() === 'closed', { timeoutMs: 10_000 });
    await expect.poll(async () => client.incr(keys[0] ?? '').catch(() => 0)).toBeGreaterThan(0);
  });

  it('stays closed when one of three nodes is silent, so that the others go on', async () => {
    proxies[0]?.blackHole();
    const calls = await Promise.allSettled(keys.map(async (key) => client.incr(key)));
    const { done = 0, CommandTimeoutError = 0 } = outcomesOf(calls);
    expect(CommandTimeoutError).toBeGreaterThan(10);
    expect(done).toBeGreaterThan(CommandTimeoutError);
    expect(circuit()).toBe('closed');
    expect(pools.manager.state('default')).toBe('DEGRADED');
  });
});
