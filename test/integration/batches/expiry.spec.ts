import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { testQueue } from './test-queue.js';

describe.each(topologies)('The expiry of a queue on $name', (topology) => {
  const redis = useTopology(topology);

  it('is none by default, for waiting and for leased items', async () => {
    const { batch, name, keys, client } = testQueue(redis, { ttl: { defaultSeconds: 100 } });
    await batch.enqueueMany(...name, [1, 2]);
    const [item] = await batch.claim(...name, { limit: 1 });
    await item?.extend(10);
    await item?.nack({ delaySeconds: 10 });
    for (const key of [keys.list, keys.leases, keys.registry]) expect(await client.ttl(key)).toBe(-1);
  });

  it('is what the module says, renewed by every item and never shortened', async () => {
    const { batch, name, keys, client } = testQueue(redis, { ttl: { batch: 100 } });
    await batch.enqueue(...name, 1);
    expect(await client.ttl(keys.list)).toBeGreaterThan(90);
    await client.expire(keys.list, 10);
    await batch.enqueue(...name, 2);
    expect(await client.ttl(keys.list)).toBeGreaterThan(90);
    await client.expire(keys.list, 1_000);
    await batch.enqueue(...name, 3);
    expect(await client.ttl(keys.list)).toBeGreaterThan(900);
    await client.persist(keys.list);
    await batch.enqueue(...name, 4);
    expect(await client.ttl(keys.list)).toBe(-1);
  });

  it('is what a call says', async () => {
    const { batch, name, keys, client } = testQueue(redis, { ttl: { batch: 100 } });
    await batch.enqueue(...name, 1, { ttlSeconds: 50 });
    expect(await client.ttl(keys.list)).toBeLessThanOrEqual(50);
    await batch.enqueueMany(...name, [2, 3], { ttlSeconds: 'keep' });
    expect(await client.ttl(keys.list)).toBeLessThanOrEqual(50);
    await batch.enqueue(...name, 4, { ttlSeconds: 'none' });
    expect(await client.ttl(keys.list)).toBe(-1);
    await expect(batch.enqueue(...name, 5, { ttlSeconds: 0 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(batch.enqueueMany(...name, [], { ttlSeconds: -1 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await batch.length(...name)).toBe(4);
  });

  it('is later for leased items than for their list, and than the end of lease or delay', async () => {
    const { batch, name, keys, client } = testQueue(redis, { ttl: { batch: 100 } });
    await batch.enqueueMany(...name, [1, 2, 3]);
    await client.expire(keys.list, 500);
    const [first, second] = await batch.claim(...name, { limit: 2, leaseSeconds: 60 });
    expect(await client.ttl(keys.leases)).toBeGreaterThan(550);
    await first?.extend(1_000);
    expect(await client.ttl(keys.leases)).toBeGreaterThan(1_090);
    await second?.nack({ delaySeconds: 2_000 });
    expect(await client.ttl(keys.leases)).toBeGreaterThan(2_090);
    await batch.claim(...name, { leaseSeconds: 60 });
    expect(await client.ttl(keys.leases)).toBeGreaterThan(2_090);
  });

  it('is none for items leased from a list that has none', async () => {
    const { batch, name, keys, client } = testQueue(redis, { ttl: { batch: 100 } });
    await batch.enqueueMany(...name, [1, 2]);
    await batch.claim(...name, { limit: 1 });
    expect(await client.ttl(keys.leases)).toBeGreaterThan(150);
    await client.persist(keys.list);
    await batch.claim(...name, { limit: 1 });
    expect(await client.ttl(keys.leases)).toBe(-1);
  });

  it('leaves nothing pending behind', async () => {
    const { batch, name, keys, client, coordinator, service, tenant } = testQueue(redis);
    await batch.enqueue(...name, 1, { ttlSeconds: 0.01 });
    await expect.poll(async () => client.exists(keys.list)).toBe(0);
    expect(await batch.claim(...name)).toEqual([]);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    expect(await client.exists(keys.registry, keys.leases)).toBe(0);
  });
});
