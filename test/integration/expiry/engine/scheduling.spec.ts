import { describe, expect, it } from 'vitest';
import { GuardedCluster } from '../../../../libs/redis/src/connections/guarded-cluster.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { LEASE_MS, runs, TestEngine } from './test-engine.js';

/** What the clients of both topologies have in common here. */
interface Subscriber {
  subscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  disconnect(): void;
}

describe.each(topologies)('A scheduled trigger on $name', (topology) => {
  const redis = useTopology(topology);

  it('is nobody’s until its time has come, then one worker’s', async () => {
    const test = new TestEngine(redis, topology);
    const due = await test.set('i1', 5_000.2, { payload: '{"a":1}' });
    expect(await test.claim()).toEqual([]);
    test.pass(4_000);
    expect(await test.claim()).toEqual([]);
    test.pass(1_001);
    const [item, ...others] = await test.claim();
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      tenant: test.tenant,
      action: 'remind',
      identifier: 'i1',
      key: test.key(),
      dueMs: due,
      attempt: 1,
      payload: '{"a":1}',
    });
    expect(item!.leaseUntilMs - due).toBeGreaterThanOrEqual(LEASE_MS);
    expect(await test.claim()).toEqual([]);
    expect(await test.ack(item!)).toBe(0);
    test.pass(100 * LEASE_MS);
    expect(await test.claim()).toEqual([]);
  });

  it('leaves nothing behind but the counter of tokens', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'p' });
    await test.set('i2', 1_000);
    expect(await test.ack(await test.claimOne())).toBe(0);
    expect(await test.engine.cancel([test.name('i2')])).toMatchObject({ scheduled: 1, running: 0 });
    expect(await test.engineKeys()).toEqual(['token']);
    expect(await test.client.exists(test.key('i1'))).toBe(0);
    expect(await test.client.exists(test.key('i2'))).toBe(0);
  });

  it('has the time and the payload it was given last', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 1_000, { payload: 'old' });
    await test.set('i1', 60_000);
    test.pass(2_000);
    expect(await test.claim()).toEqual([]);
    const due = await test.set('i1', 10);
    test.pass(11);
    expect(await test.claimOne()).toMatchObject({ dueMs: due, payload: null });
    test.pass(59_000);
    expect(await test.claim({ leaseMs: 1e9 })).toHaveLength(1);
  });

  it('is due now if its time is in the past', async () => {
    const test = new TestEngine(redis, topology);
    const when = [{ delayMs: -5 }, { dueAtMs: 0 }, { dueAtMs: -1 }, { dueAtMs: Date.now() - 5_000 }];
    const { nowMs, dueMs, added } = await test.engine.schedule(
      when.map((time, index) => ({ ...test.name(`i${index}`), when: time })),
    );
    expect(added).toBe(4);
    for (const due of dueMs) expect(Math.abs(due - nowMs)).toBeLessThan(1_000);
    expect(await test.claim()).toHaveLength(4);
  });

  it('may be due at a given time', async () => {
    const test = new TestEngine(redis, topology);
    const dueAtMs = Date.now() + 3_600_000;
    const { dueMs } = await test.engine.schedule([{ ...test.name(), when: { dueAtMs: dueAtMs + 0.5 } }]);
    expect(dueMs).toEqual([dueAtMs + 1]);
    expect(await test.engine.get(test.name())).toEqual({
      scheduled: { dueMs: dueAtMs + 1, payload: null },
      running: null,
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e12])('is refused with a delay of %s', async (delayMs) => {
    const test = new TestEngine(redis, topology);
    await expect(test.set('i1', delayMs)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(
      test.engine.schedule([{ ...test.name(), when: { dueAtMs: delayMs * 1e6 } }]),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await test.engineKeys()).toEqual([]);
  });

  it('comes in order of due time, a thousand in bulk, each once', async () => {
    const test = new TestEngine(redis, topology);
    const triggers = Array.from({ length: 1_000 }, (_, index) => ({
      ...test.name(`i${index}`),
      when: { delayMs: (index * 7) % 1_000 },
      payload: index % 3 === 0 ? `p${index}` : undefined,
    }));
    const { added, dueMs } = await test.engine.schedule([...triggers, ...triggers.slice(0, 5)]);
    expect(added).toBe(1_000);
    expect(dueMs).toHaveLength(1_005);
    test.pass(2_000);
    const seen = new Map<string, string | null>();
    for (let partition = 0; partition < test.engine.partitions; partition++) {
      let before = 0;
      for (;;) {
        const { items } = await test.turn(partition, { limit: 70 });
        if (items.length === 0) break;
        for (const { identifier, payload, dueMs: due } of items) {
          expect(due).toBeGreaterThanOrEqual(before);
          before = due;
          expect(seen.has(identifier)).toBe(false);
          seen.set(identifier, payload);
        }
      }
    }
    expect(seen.size).toBe(1_000);
    for (const { identifier, payload } of triggers) expect(seen.get(identifier)).toBe(payload ?? null);
  });

  it('keeps any characters in action and identifier', async () => {
    const test = new TestEngine(redis, topology);
    const texts = ['a:b', 'a_b', '%3A', '{x}', '}', '* ?[a]', 'ünï 😀', 'a\nb', ' ', '"', 'exp', 'due:a'];
    const names = texts.flatMap((action) => texts.map((identifier) => test.name(identifier, action)));
    await test.engine.schedule(names.map((name) => ({ ...name, when: { delayMs: 0 } })));
    const items = await test.claim({ limit: 500, actions: texts.map((action) => runs(action)) });
    const pairs = items.map(({ tenant, action, identifier }) => ({ tenant, action, identifier }));
    expect(pairs).toHaveLength(names.length);
    expect(pairs).toEqual(expect.arrayContaining(names));
    const { triggers } = await test.engine.list(test.tenant);
    expect(triggers).toEqual([]);
  });

  it('tells workers only if it is earlier than what its action had', async () => {
    const test = new TestEngine(redis, topology);
    const messages: string[] = [];
    const { client } = test;
    const subscriber: Subscriber = client instanceof GuardedCluster ? client.duplicate() : client.duplicate();
    const partition = test.engine.partitionOf(test.key());
    try {
      subscriber.on('message', (_channel: string, message: string) => messages.push(message));
      await subscriber.subscribe(test.engine.nudgeChannel(partition));
      const first = await test.set('i1', 60_000);
      await test.set('i1', 70_000);
      const earlier = await test.set('i1', 1_000);
      const other = await test.set('i1', 90_000, { action: 'a:b' });
      await expect.poll(() => messages.length).toBe(3);
      expect(messages.map((message) => test.engine.parseNudge(message))).toEqual([
        { dueMs: first, action: 'remind' },
        { dueMs: earlier, action: 'remind' },
        { dueMs: other, action: 'a:b' },
      ]);
      expect(test.engine.parseNudge('hello')).toBeNull();
    } finally {
      subscriber.disconnect();
    }
  });

  it('says when to turn next', async () => {
    const test = new TestEngine(redis, topology);
    const partition = test.engine.partitionOf(test.key());
    expect((await test.turn(partition)).nextMs).toBeNull();
    const due = await test.set('i1', 60_000);
    expect((await test.turn(partition)).nextMs).toBe(due);
    expect((await test.turn(partition, { actions: [runs('other')] })).nextMs).toBeNull();
    test.pass(60_000);
    const { items } = await test.turn(partition);
    expect((await test.turn(partition)).nextMs).toBe(items[0]?.leaseUntilMs);
  });
});
