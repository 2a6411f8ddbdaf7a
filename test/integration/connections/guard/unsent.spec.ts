import { FaultProxy, waitUntil } from '@tenantry/redis-testing';
import { GuardedRedis } from '../../../../libs/redis/src/connections/guarded-redis.js';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../../../support/unique-name.js';
import { connectGuarded, outcomesOf, type GuardedPools } from './guarded-pools.js';

describe('Commands that were not written yet when their connection was lost', () => {
  let proxy: FaultProxy;
  let pools: GuardedPools;
  let client: GuardedRedis;
  let key: string;

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    pools = await connectGuarded({ url: proxy.url, defaults: { commandTimeoutMs: 1_000 } });
    const shared = pools.manager.client('default');
    client = shared instanceof GuardedRedis ? shared : expect.fail('not a single server');
    key = uniqueName('unsent');
  });
  afterEach(async () => {
    await pools.manager.close();
    await proxy.close();
  });

  const statistics = () =>
    pools.manager.statistics().databaseStats['default'] ?? expect.fail('no statistics');

  /** Ten transactions and ten pipelines that find the connection lost, before ioredis has noticed. */
  function callIntoTheVoid(): Promise<unknown>[] {
    client.stream.destroy();
    return Array.from({ length: 10 }, async () =>
      Promise.all([
        client.multi().incr(key).incr(key).exec(),
        client
          .pipeline()
          .incr(key)
          .exec()
          .then((replies) => replies?.map(([error]) => error && Promise.reject(error))[0]),
      ]),
    );
  }

  it('are carried out on the next one, in their order, and nobody notices', async () => {
    const calls = callIntoTheVoid();
    await waitUntil(() => client.status === 'reconnecting', { everyMs: 1 });
    const next = client.incr(key);
    expect(outcomesOf(await Promise.allSettled(calls))).toEqual({ done: 10 });
    expect(await next).toBe(31);
    expect(pools.changes).toEqual([]);
    expect(statistics()).toMatchObject({
      failedOperations: 0,
      totalRetryAttempts: 0,
      circuitBreakerTrips: 0,
    });
  });

  it('fail with the first attempt to reconnect that fails', async () => {
    proxy.refuse();
    const before = performance.now();
    const outcomes = outcomesOf(await Promise.allSettled(callIntoTheVoid()));
    expect(outcomes).toEqual({ PoolUnavailableError: 10 });
    expect(performance.now() - before).toBeLessThan(900);
    await proxy.heal();
    await waitUntil(async () => (await client.get(key).catch(() => 'refused')) === null);
  });

  it('fail when their time is up', async () => {
    proxy.blackHole();
    const outcomes = outcomesOf(await Promise.allSettled(callIntoTheVoid()));
    expect(outcomes).toEqual({ CommandTimeoutError: 10 });
    await proxy.heal();
    await waitUntil(async () => (await client.get(key).catch(() => 'refused')) === null);
  });
});
