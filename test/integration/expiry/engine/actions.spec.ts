import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { runs, tenantNamed, TestEngine } from './test-engine.js';

describe.each(topologies)('What is due on $name', (topology) => {
  const redis = useTopology(topology);

  it('waits for a worker that can run its action, without an attempt, and holds up no other', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    for (let index = 0; index < 50; index++) await test.set(`i${index}`, 0, { action: 'unknown' });
    await test.set('i1', 5);
    test.pass(10);
    expect(await test.claimOne({ limit: 5 })).toMatchObject({ action: 'remind' });
    expect(await test.claim({ actions: [runs('remind'), runs('unknown', { free: 0 })] })).toEqual([]);
    const unknown = await test.claim({ actions: [runs('unknown')], limit: 60 });
    expect(unknown).toHaveLength(50);
    expect(unknown.every(({ attempt }) => attempt === 1)).toBe(true);
  });

  it('shows as unhandled until a worker comes that runs it', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    await test.set('i1', 1_000, { action: 'a:b' });
    await test.set('i2', 60_000, { action: 'remind' });
    const unhandled = async () => (await test.engine.stats()).actions.find(({ action }) => action === 'a:b');
    await test.claim();
    expect(await unhandled()).toMatchObject({ scheduled: 1, overdue: 0, unhandledSinceMs: null });
    test.pass(1_000);
    const { nowMs } = await test.turn(0);
    expect(await unhandled()).toMatchObject({ overdue: 1, unhandledSinceMs: nowMs });
    test.pass(500);
    await test.claim();
    expect(await unhandled()).toMatchObject({ overdue: 1, unhandledSinceMs: nowMs });
    await test.claim({ actions: [runs('a:b', { free: 0 })] });
    expect(await unhandled()).toMatchObject({ overdue: 1, unhandledSinceMs: null });
    await test.claim();
    expect(await unhandled()).toMatchObject({ overdue: 1, unhandledSinceMs: expect.any(Number) });
    expect(await test.claim({ actions: [runs('a:b')] })).toHaveLength(1);
    expect(await unhandled()).toMatchObject({ running: 1, overdue: 0, unhandledSinceMs: null });
  });

  it('is leased only as far as its action has handlers free', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    for (let index = 0; index < 20; index++) {
      await test.set(`i${index}`);
      await test.set(`i${index}`, 0, { action: 'call' });
    }
    const actions = [runs('remind', { free: 3 }), runs('call', { free: 100 })];
    const items = await test.claim({ limit: 12, actions });
    expect(items.filter(({ action }) => action === 'remind')).toHaveLength(3);
    expect(items.filter(({ action }) => action === 'call')).toHaveLength(9);
    expect((await test.turn(0, { limit: 0, actions: [runs('remind', { free: 0 })] })).nextMs).toBeNull();
  });

  it('is shared fairly between tenants, one by one and in batches', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    const big = test.tenant;
    const small = Array.from({ length: 5 }, () => tenantNamed('small'));
    await test.engine.schedule(
      Array.from({ length: 300 }, (_, index) => ({ ...test.name(`i${index}`), when: { delayMs: 0 } })),
    );
    await test.claim({ limit: 10 });
    test.pass(5);
    await test.engine.schedule(
      small.flatMap((tenant) =>
        ['a', 'b'].map((id) => ({ ...test.name(id, 'remind', tenant), when: { delayMs: 0 } })),
      ),
    );
    test.pass(5);
    const order: string[] = [];
    for (let turn = 0; turn < 6; turn++) order.push((await test.claimOne({ limit: 1 })).tenant);
    expect(new Set(order)).toEqual(new Set([big, ...small]));
    const batch = (await test.claim({ limit: 12 })).map(({ tenant }) => tenant);
    for (const tenant of small) expect(batch).toContain(tenant);
    expect(batch).toHaveLength(12);
  });

  it('comes ahead of retries in half of a batch at least', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    for (let index = 0; index < 20; index++) await test.set(`retry${index}`);
    const retried = await test.claim();
    await test.turn(0, {
      limit: 0,
      outcomes: retried.map((held) => ({ kind: 'retry', held, delayMs: 0 }) as const),
    });
    for (let index = 0; index < 20; index++) await test.set(`new${index}`);
    const batch = await test.claim({ limit: 10 });
    expect(batch.filter(({ attempt }) => attempt === 1)).toHaveLength(5);
    expect(batch.filter(({ attempt }) => attempt === 2)).toHaveLength(5);
  });

  it('never gives a tenant more leases than its limit, and nobody else waits for that', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    const other = tenantNamed('other');
    await test.engine.schedule([
      ...Array.from({ length: 20 }, (_, index) => ({ ...test.name(`i${index}`), when: { delayMs: 0 } })),
      { ...test.name('i1', 'remind', other), when: { delayMs: 0 } },
    ]);
    const first = await test.claim({ tenantLimit: 4 });
    expect(first.filter(({ tenant }) => tenant === test.tenant)).toHaveLength(4);
    expect(first.filter(({ tenant }) => tenant === other)).toHaveLength(1);
    expect(await test.claim({ tenantLimit: 4 })).toEqual([]);
    const mine = first.filter(({ tenant }) => tenant === test.tenant);
    const outcomes = mine.slice(0, 2).map((held) => ({ kind: 'ack', held }) as const);
    expect(await test.claim({ tenantLimit: 4, outcomes })).toHaveLength(2);
    const [third] = mine.slice(2);
    await test.settle(third!, { kind: 'retry', delayMs: 0 });
    expect(await test.claim({ tenantLimit: 4 })).toHaveLength(1);
    expect((await test.engine.stats()).running).toBe(5);
    test.pass(1_000_000);
    expect((await test.claim({ tenantLimit: 4 })).length).toBeLessThanOrEqual(5);
  });
});
