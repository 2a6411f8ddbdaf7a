import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { allPending, testQueue, valuesOf } from './test-queue.js';

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

const [standalone] = topologies;

describe.each(topologies)('A queue on $name', (topology) => {
  const redis = useTopology(topology);

  it('hands items out in the order they were enqueued', async () => {
    const { batch, name } = testQueue(redis);
    for (const value of [1, 'two', { three: 3 }]) await batch.enqueue(...name, value);
    expect(await batch.enqueueMany(...name, [4n, null, [5]])).toBe(6);
    expect(valuesOf(await batch.claim(...name, { limit: 4 }))).toEqual([1, 'two', { three: 3 }, 4]);
    expect(valuesOf(await batch.claim(...name))).toEqual([null, [5]]);
    expect(await batch.claim(...name)).toEqual([]);
  });

  it('keeps every item of 50 callers at once', async () => {
    const { batch, name } = testQueue(redis);
    const lengths = await Promise.all(numbers(50).map(async (value) => batch.enqueue(...name, value)));
    expect(lengths.toSorted((a, b) => a - b)).toEqual(numbers(50).map((value) => value + 1));
    const values = valuesOf(await batch.claim(...name));
    expect(new Set(values)).toEqual(new Set(numbers(50)));
    expect(values).toHaveLength(50);
  });

  it('takes more items than one script call does, in their order', async () => {
    const { batch, name } = testQueue(redis);
    expect(await batch.enqueueMany(...name, numbers(12_345))).toBe(12_345);
    expect(await batch.getChunk(...name, 0, -1)).toEqual(numbers(12_345));
  });

  it('takes large items', async () => {
    const { batch, name } = testQueue(redis);
    const items = numbers(5).map((value) => `${value}${'x'.repeat(700_000)}`);
    expect(await batch.enqueueMany(...name, items)).toBe(5);
    const claimed = await batch.claim(...name);
    expect(valuesOf(claimed)).toEqual(items);
    expect(await batch.ackAll(claimed)).toBe(5);
  });

  it('changes nothing for an empty array', async () => {
    const { batch, name, keys, client, coordinator, service } = testQueue(redis);
    expect(await batch.enqueueMany(...name, [])).toBe(0);
    expect(await client.exists(keys.registry)).toBe(0);
    expect(await allPending(coordinator, service)).toEqual([]);
    await batch.enqueue(...name, 1);
    expect(await batch.enqueueMany(...name, [])).toBe(1);
  });

  it('enqueues nothing if one of many items cannot be stored', async () => {
    const { batch, name } = testQueue(redis);
    await expect(batch.enqueueMany(...name, [1, { scores: [Number.NaN] }])).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
      path: 'items[1].scores[0]',
    });
    await expect(batch.enqueue(...name, undefined)).rejects.toMatchObject({ code: 'UNSUPPORTED_VALUE' });
    expect(await batch.length(...name)).toBe(0);
  });

  it('reads ranges without taking items and trims to a range', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, numbers(10));
    expect(await batch.getChunk(...name, 0, 2)).toEqual([0, 1, 2]);
    expect(await batch.getChunk(...name, -2, -1)).toEqual([8, 9]);
    expect(await batch.getChunk(...name, 20, 30)).toEqual([]);
    expect(await batch.trim(...name, 3, -1)).toBe(3);
    expect(await batch.getChunk(...name, 0, -1)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(await batch.trim(...name, 1, 0)).toBe(7);
    expect(await batch.length(...name)).toBe(0);
  });

  it('counts the items that can be claimed now', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, numbers(5));
    const [first, second, third] = await batch.claim(...name, { limit: 3 });
    expect(await batch.length(...name)).toBe(2);
    await first?.nack();
    await second?.nack({ delaySeconds: 1_000 });
    expect(await batch.length(...name)).toBe(3);
    await third?.extend(0.01);
    await expect.poll(async () => batch.length(...name)).toBe(4);
  });

  it('is apart from queues of other services, entities, actions and tenants', async () => {
    const { batch, name, scope, service } = testQueue(redis);
    const other = testQueue(redis, { service });
    expect(other.scope.tenantReference.resolve()).not.toBe(scope.tenantReference.resolve());
    await batch.enqueue(...name, 'mine');
    expect(await other.batch.claim(...name)).toEqual([]);
    expect(await batch.claim(`${name[0]}2`, name[1], name[2])).toEqual([]);
    expect(await batch.claim(name[0], `${name[1]}2`, name[2])).toEqual([]);
    expect(await batch.claim(name[0], name[1], `${name[2]}2`)).toEqual([]);
    expect(valuesOf(await batch.claim(...name))).toEqual(['mine']);
  });

  it('lives with all that belongs to it in the pool that a call names', async () => {
    const { batch, name, coordinator, service, tenant, keys } = testQueue(redis);
    const pool = { pool: 'default' } as const;
    await batch.enqueueMany(...name, [1, 2, 3], pool);
    expect((await coordinator.pendingTenants(service, pool)).tenants).toEqual([tenant]);
    const [item, ...others] = await batch.claim(...name, pool);
    expect(await redis.client('default').zcard(keys.leases)).toBe(3);
    expect(await item?.ack()).toBe(true);
    expect(await batch.ackAll(others)).toBe(2);
    expect(await coordinator.removeFromPending(service, tenant, pool)).toBe(true);
    expect((await coordinator.pendingTenants(service, pool)).tenants).toEqual([]);
  });
});

describe('A queue in a pool that a call names', () => {
  const redis = useTopology(standalone!);

  it('leaves the pool of its own alone, where pools are databases', async () => {
    const { batch, name, coordinator, service, client } = testQueue(redis);
    await batch.enqueue(...name, 1, { pool: 'default' });
    await batch.claim(...name, { pool: 'default' });
    expect(await batch.length(...name)).toBe(0);
    expect(await allPending(coordinator, service)).toEqual([]);
    expect(await client.keys(`*${service}*`)).toEqual([]);
  });
});
