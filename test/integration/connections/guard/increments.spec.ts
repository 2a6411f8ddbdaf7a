import { waitUntil, type FaultProxy } from '@tenantry/redis-testing';
import {
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  PoolUnavailableError,
} from '../../../../libs/redis/src/connections/connectivity.errors.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, type GuardedPools } from './guarded-pools.js';
import { proxiedTopologies, startProxies } from '../../../support/proxied-topologies.js';

const CALLS = 10_000;
const CUTS = 20;

describe.each(proxiedTopologies)('10,000 increments through 20 lost connections on $name', (topology) => {
  let proxies: FaultProxy[];
  let pools: GuardedPools;

  beforeEach(async () => {
    proxies = await startProxies(topology);
    const options = topology.options(proxies);
    pools = await connectGuarded({ ...options, defaults: { ...options.defaults, commandTimeoutMs: 3_000 } });
  });
  afterEach(async () => {
    await pools.manager.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  it('are each carried out once or not at all, and all of them end', { timeout: 60_000 }, async () => {
    const client = pools.manager.client('default');
    const key = uniqueName('increments');
    await client.get(key);
    let acknowledged = 0;
    let unknown = 0;
    let refused = 0;
    let ended = 0;
    const increment = async (): Promise<void> => {
      try {
        await client.incr(key);
        acknowledged += 1;
      } catch (error) {
        if (error instanceof PoolUnavailableError) refused += 1;
        else if (error instanceof CommandOutcomeUnknownError || error instanceof CommandTimeoutError)
          unknown += 1;
        else throw error;
      } finally {
        ended += 1;
      }
    };
    const calls: Promise<void>[] = [];
    for (let cut = 0; cut < CUTS; cut += 1) {
      await waitUntil(async () => (await client.get(key).catch(() => undefined)) !== undefined);
      for (let call = 0; call < CALLS / CUTS; call += 1) calls.push(increment());
      if (cut % 2 === 0) for (const proxy of proxies) proxy.dropReplies(3);
      await waitUntil(() => ended >= calls.length - CALLS / CUTS + 1, { timeoutMs: 500 }).catch(
        () => undefined,
      );
      for (const proxy of proxies) proxy.cut();
    }
    await Promise.all(proxies.map(async (proxy) => proxy.heal()));
    await Promise.all(calls);
    const counted = await waitUntil(async () => (await client.get(key).catch(() => undefined)) ?? false);
    expect(ended).toBe(CALLS);
    expect(acknowledged + unknown + refused).toBe(CALLS);
    expect(acknowledged).toBeGreaterThan(0);
    expect(unknown).toBeGreaterThan(0);
    expect(Number(counted)).toBeGreaterThanOrEqual(acknowledged);
    expect(Number(counted)).toBeLessThanOrEqual(acknowledged + unknown);
  });
});
