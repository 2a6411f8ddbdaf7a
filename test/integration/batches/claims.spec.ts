import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { testQueue, valuesOf } from './test-queue.js';

describe.each(topologies)('A claimed item on $name', (topology) => {
  const redis = useTopology(topology);

  it("is nobody else's until its lease ends, then claimable with its attempt counted", async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [first] = await batch.claim(...name);
    expect(first).toMatchObject({ value: 'work', attempt: 1, failure: null, text: 'work' });
    expect(await batch.claim(...name)).toEqual([]);
    await first?.extend(0.001);
    await expect
      .poll(async () => batch.claim(...name))
      .toEqual([expect.objectContaining({ value: 'work', attempt: 2 })]);
    expect(await batch.claim(...name)).toEqual([]);
  });

  it('is gone once it is acked', async () => {
    const { batch, name, keys, client } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name, { leaseSeconds: 0.001 });
    expect(await item?.ack()).toBe(true);
    expect(await item?.ack()).toBe(false);
    expect(await client.exists(keys.list, keys.leases, keys.registry)).toBe(0);
    expect(await batch.claim(...name)).toEqual([]);
  });

  it('can be acked after its lease ended as long as nobody else took it', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name, { leaseSeconds: 0.001 });
    await expect.poll(async () => batch.length(...name)).toBe(1);
    expect(await item?.ack()).toBe(true);
    expect(await batch.length(...name)).toBe(0);
  });

  it('cannot be acked, nacked or extended by the holder of a lease that another took over', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [late] = await batch.claim(...name, { leaseSeconds: 0.001 });
    await expect.poll(async () => batch.length(...name)).toBe(1);
    const [current] = await batch.claim(...name);
    expect(await late?.ack()).toBe(false);
    expect(await late?.nack()).toBe(false);
    expect(await late?.extend(10)).toBe(false);
    expect(await batch.ackAll([late!])).toBe(0);
    expect(await batch.claim(...name)).toEqual([]);
    expect(current).toMatchObject({ value: 'work', attempt: 2 });
    expect(await current?.ack()).toBe(true);
  });

  it('is claimable at once after a nack, ahead of items never claimed', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, ['a', 'b', 'c']);
    const taken = await batch.claim(...name, { limit: 2 });
    await Promise.all(taken.map(async (item) => item.nack()));
    const again = await batch.claim(...name);
    expect(valuesOf(again)).toEqual(['a', 'b', 'c']);
    expect(again.map((item) => item.attempt)).toEqual([2, 2, 1]);
  });

  it("is no longer its former holder's after a nack", async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name);
    expect(await item?.nack({ delaySeconds: 1_000 })).toBe(true);
    expect(await item?.ack()).toBe(false);
    expect(await item?.nack()).toBe(false);
    expect(await item?.extend(10)).toBe(false);
    expect(await batch.claim(...name)).toEqual([]);
  });

  it('waits for the delay of its nack', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name);
    const before = Date.now();
    await item?.nack({ delaySeconds: 0.4 });
    expect(await batch.claim(...name)).toEqual([]);
    await expect
      .poll(async () => batch.claim(...name), { timeout: 5_000, interval: 10 })
      .toEqual([expect.objectContaining({ value: 'work', attempt: 2 })]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(390);
  });

  it('stays held when its lease is extended in time', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(...name, ['short', 'long']);
    const [short, long] = await batch.claim(...name, { leaseSeconds: 0.05 });
    const until = long?.leaseUntil.getTime() ?? Number.NaN;
    expect(await long?.extend(60)).toBe(true);
    expect((long?.leaseUntil.getTime() ?? 0) - until).toBeGreaterThan(50_000);
    await expect
      .poll(async () => batch.claim(...name))
      .toEqual([expect.objectContaining({ value: 'short', attempt: 2 })]);
    expect(await short?.ack()).toBe(false);
    expect(await long?.ack()).toBe(true);
  });

  it('says until when it is held by the clock of the server', async () => {
    const { batch, name, keys, client } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name, { leaseSeconds: 90 });
    const [, score] = await client.zrangebyscore(keys.leases, '-inf', '+inf', 'WITHSCORES');
    expect(item?.leaseUntil.getTime()).toBe(Number(score));
    expect(Math.abs(Number(score) - Date.now() - 90_000)).toBeLessThan(20_000);
  });

  it('counts every attempt', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    for (let attempt = 1; attempt <= 12; attempt++) {
      const [item] = await batch.claim(...name);
      expect(item?.attempt).toBe(attempt);
      await item?.nack();
    }
  });

  it('comes back in order with its whole claim', async () => {
    const { batch, name } = testQueue(redis);
    const values = Array.from({ length: 300 }, (_, index) => index);
    await batch.enqueueMany(...name, values);
    await batch.claim(...name, { limit: 300, leaseSeconds: 0.001 });
    await expect.poll(async () => batch.length(...name)).toBe(300);
    expect(valuesOf(await batch.claim(...name, { limit: 150, leaseSeconds: 60 }))).toEqual(
      values.slice(0, 150),
    );
    expect(valuesOf(await batch.claim(...name, { limit: 1_000 }))).toEqual(values.slice(150));
  });

  it('is one of at most as many as the claim allows', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(
      ...name,
      Array.from({ length: 1_500 }, (_, index) => index),
    );
    expect(await batch.claim(...name)).toHaveLength(100);
    const some = await batch.claim(...name, { limit: 3 });
    expect(valuesOf(some)).toEqual([100, 101, 102]);
    await Promise.all(some.map(async (item) => item.nack()));
    expect(valuesOf(await batch.claim(...name, { limit: 4 }))).toEqual([100, 101, 102, 103]);
    expect(await batch.claim(...name, { limit: 1_000 })).toHaveLength(1_000);
  });

  it('is its own item, however many have the same value', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueueMany(
      ...name,
      Array.from({ length: 20 }, () => 'same'),
    );
    const items = await batch.claim(...name);
    expect(await items[7]?.ack()).toBe(true);
    expect(await batch.ackAll(items.slice(0, 10))).toBe(9);
    expect(await batch.ackAll([...items, ...items])).toBe(10);
  });

  it('is acked together with items of other queues', async () => {
    const one = testQueue(redis);
    const two = testQueue(redis, { tenant: one.tenant });
    const values = Array.from({ length: 1_200 }, (_, index) => index);
    await one.batch.enqueueMany(...one.name, values);
    await two.batch.enqueueMany(...two.name, ['x', 'y']);
    const items = [
      ...(await one.batch.claim(...one.name, { limit: 1_000 })),
      ...(await two.batch.claim(...two.name)),
      ...(await one.batch.claim(...one.name, { limit: 1_000 })),
    ];
    expect(await one.batch.ackAll(items)).toBe(1_202);
    expect(await one.batch.ackAll([])).toBe(0);
    expect(await one.client.exists(one.keys.leases, one.keys.registry)).toBe(0);
  });

  it('belongs to its tenant', async () => {
    const { batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'work');
    const [item] = await batch.claim(...name);
    await expect(testQueue(redis).batch.ackAll([item!])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(batch.ackAll([{ ...item! }])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await item?.ack()).toBe(true);
  });
});
