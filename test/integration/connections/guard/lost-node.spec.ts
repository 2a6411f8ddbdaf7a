import type { FaultProxy } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, outcomesOf, type GuardedPools } from './guarded-pools.js';
import { proxiedTopologies, startProxies } from '../../../support/proxied-topologies.js';

const cluster = proxiedTopologies.filter(({ name }) => name === 'cluster');

describe.each(cluster)('The circuit of a $name', (topology) => {
  let proxies: FaultProxy[];
  let pools: GuardedPools;

  beforeEach(async () => {
    proxies = await startProxies(topology);
    pools = await connectGuarded(topology.options(proxies));
  });
  afterEach(async () => {
    await pools.manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  it('stays closed when one of three nodes is gone, so that the others go on', async () => {
    const client = pools.manager.client('default');
    const name = uniqueName('lost-node');
    const keys = Array.from({ length: 120 }, (_, index) => `${name}:${index}`);
    const incrementAll = async () => Promise.allSettled(keys.map(async (key) => client.incr(key)));
    await incrementAll();
    proxies[0]?.refuse();
    proxies[0]?.cut();
    for (let round = 0; round < 10; round += 1) {
      const { done = 0, ...failed } = outcomesOf(await incrementAll());
      expect(done).toBeGreaterThan(60);
      expect(failed).not.toHaveProperty('CircuitOpenError');
    }
    expect(pools.manager.statistics().databaseStats['default']).toMatchObject({
      circuit: 'closed',
      circuitBreakerTrips: 0,
      failedOperations: expect.toSatisfy((count: number) => count > 100),
    });
  });
});
