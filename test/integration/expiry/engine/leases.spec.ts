import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { LEASE_MS, runs, TestEngine } from './test-engine.js';

describe.each(topologies)('A leased trigger on $name', (topology) => {
  const redis = useTopology(topology);

  it('goes to another worker when its lease ends, with a greater token, its attempt counted', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'p' });
    const first = await test.claimOne();
    test.pass(LEASE_MS - 1_000);
    expect(await test.claim()).toEqual([]);
    test.pass(1_000);
    const second = await test.claimOne();
    expect(second).toMatchObject({ attempt: 2, payload: 'p', dueMs: first.dueMs });
    expect(second.token).toBeGreaterThan(first.token);
    expect(await test.ack(first)).toBe(1);
    expect(await test.settle(first, { kind: 'retry', delayMs: 0 })).toBe(1);
    expect(await test.settle(first, { kind: 'bury', error: { message: 'x' } })).toBe(1);
    expect(await test.engine.extend(first.partition, [first, second], LEASE_MS)).toEqual([
      null,
      expect.any(Number),
    ]);
    expect(await test.engine.get(test.name())).toMatchObject({ running: { state: 'running', attempt: 2 } });
    expect(await test.ack(second)).toBe(0);
    expect(await test.ack(second)).toBe(1);
    expect(await test.engineKeys()).toEqual(['token']);
  });

  it('ends once if its ack is sent twice in one call', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1');
    await test.set('i2');
    const items = await test.claim();
    for (const [index, item] of items.entries()) {
      const ack = { kind: 'ack', held: item } as const;
      const { stale } = await test.turn(item.partition, { outcomes: [ack, ack], limit: 0 });
      expect(stale).toEqual([{ key: item.key, token: item.token }]);
      expect(await test.engine.stats()).toMatchObject({ running: items.length - index - 1, scheduled: 0 });
    }
    expect(new Set(await test.engineKeys())).toEqual(new Set(['token']));
  });

  it('has rising tokens also if the clock steps back', async () => {
    const test = new TestEngine(redis, topology);
    test.pass(3_600_000);
    await test.set();
    const before = await test.claimOne();
    await test.ack(before);
    test.pass(-3_600_000);
    await test.set();
    const after = await test.claimOne();
    expect(after.token).toBeGreaterThan(before.token);
    test.pass(LEASE_MS);
    expect((await test.claimOne()).token).toBeGreaterThan(after.token);
  });

  it('is kept by extending it', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    const item = await test.claimOne();
    test.pass(20_000);
    const [until] = await test.engine.extend(item.partition, [item], LEASE_MS);
    expect(until).toBeGreaterThanOrEqual(item.leaseUntilMs + 20_000);
    test.pass(20_000);
    expect(await test.claim()).toEqual([]);
    expect((await test.turn(item.partition)).nextMs).toBe(until);
    expect(await test.ack(item)).toBe(0);
    expect(await test.engine.extend(item.partition, [item], LEASE_MS)).toEqual([null]);
  });

  it('can be retried later, its attempt counted', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'p' });
    const first = await test.claimOne();
    expect(await test.settle(first, { kind: 'retry', delayMs: 5_000 })).toBe(0);
    expect(await test.ack(first)).toBe(1);
    expect(await test.engine.get(test.name())).toMatchObject({ running: { state: 'retrying', attempt: 1 } });
    test.pass(4_000);
    expect(await test.claim()).toEqual([]);
    test.pass(1_001);
    expect(await test.claimOne()).toMatchObject({ attempt: 2, payload: 'p', dueMs: first.dueMs });
  });

  it('can be handed back without an attempt being counted', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    for (let round = 0; round < 5; round++) {
      const item = await test.claimOne();
      expect(item.attempt).toBe(1);
      expect(await test.settle(item, { kind: 'release' })).toBe(0);
    }
  });

  it('is dead when its worker crashed in its last attempt', async () => {
    const test = new TestEngine(redis, topology);
    const actions = [runs('remind', { maxAttempts: 2 })];
    const due = await test.set('i1', 0, { payload: 'p' });
    await test.claimOne({ actions });
    test.pass(LEASE_MS);
    await test.claimOne({ actions });
    test.pass(LEASE_MS);
    expect(await test.claim({ actions })).toEqual([]);
    const { letters } = await test.engine.deadLetters(test.tenant);
    expect(letters).toEqual([
      expect.objectContaining({ identifier: 'i1', dueMs: due, attempts: 2, payload: 'p', stack: null }),
    ]);
    expect(letters[0]?.error).toContain('worker stopped');
    expect(await test.engine.stats()).toMatchObject({ scheduled: 0, running: 0, retrying: 0, dead: 1 });
  });

  it('makes its next occurrence wait, which keeps its own time', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'first' });
    const first = await test.claimOne();
    const due = await test.set('i1', 0, { payload: 'second' });
    expect(await test.claim()).toEqual([]);
    test.pass(10);
    expect(await test.claim()).toEqual([]);
    expect(await test.engine.get(test.name())).toMatchObject({
      scheduled: { dueMs: due, payload: 'second' },
      running: { payload: 'first' },
    });
    expect((await test.engine.list(test.tenant)).triggers).toMatchObject([{ dueMs: due, payload: 'second' }]);
    expect(await test.ack(first)).toBe(0);
    expect(await test.claimOne()).toMatchObject({ dueMs: due, payload: 'second', attempt: 1 });
  });

  it('leaves the time of its next occurrence to whoever sets it last', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    const first = await test.claimOne();
    await test.set();
    expect(await test.claim()).toEqual([]);
    const due = await test.set('i1', 10_000);
    expect(await test.engine.get(test.name())).toMatchObject({ scheduled: { dueMs: due } });
    await test.ack(first);
    expect(await test.claim()).toEqual([]);
    test.pass(10_000);
    expect(await test.claimOne()).toMatchObject({ dueMs: due, attempt: 1 });
  });

  it('makes its next occurrence wait for its retries too', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'first' });
    const first = await test.claimOne();
    await test.set('i1', 0, { payload: 'second' });
    expect(await test.claim()).toEqual([]);
    await test.settle(first, { kind: 'retry', delayMs: 60_000 });
    expect(await test.claim()).toEqual([]);
    test.pass(60_000);
    const retry = await test.claimOne();
    expect(retry).toMatchObject({ payload: 'first', attempt: 2 });
    await test.settle(retry, { kind: 'bury', error: { message: 'no' } });
    expect(await test.claimOne()).toMatchObject({ payload: 'second', attempt: 1 });
  });

  it('is revoked by a cancellation: not retried, its outcome stale', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    const item = await test.claimOne();
    await test.set('i1', 60_000);
    expect(await test.engine.cancel([test.name()])).toMatchObject({ scheduled: 1, running: 1 });
    expect(await test.engine.cancel([test.name()])).toEqual({ scheduled: 0, running: 0, ttlKeys: 0 });
    expect(await test.settle(item, { kind: 'retry', delayMs: 0 })).toBe(1);
    expect(await test.engine.extend(item.partition, [item], LEASE_MS)).toEqual([null]);
    test.pass(LEASE_MS * 10);
    expect(await test.claim()).toEqual([]);
    expect(await test.engineKeys()).toEqual(['token']);
  });

  it('is cancelled with all actions of its identifier, and no other identifier', async () => {
    const test = new TestEngine(redis, topology);
    const actions = ['remind', 'a:b', 'call'];
    await test.engine.schedule(
      actions.flatMap((action) => [
        { ...test.name('i1', action), when: { delayMs: 60_000 } },
        { ...test.name('i1:2', action), when: { delayMs: 60_000 } },
      ]),
    );
    expect(await test.engine.cancelByIdentifier(test.tenant, 'i1')).toMatchObject({
      scheduled: 3,
      ttlKeys: 3,
    });
    expect((await test.engine.list(test.tenant)).triggers.map(({ identifier }) => identifier)).toEqual(
      Array.from({ length: 3 }, () => 'i1:2'),
    );
  });

  it('cannot be asked for, or settled, with senseless numbers', async () => {
    const test = new TestEngine(redis, topology);
    const error = { code: 'INVALID_ARGUMENT' };
    await test.set();
    for (const request of [
      { limit: -1 },
      { limit: 501 },
      { limit: 0.5 },
      { leaseMs: 0 },
      { leaseMs: Number.NaN },
    ]) {
      await expect(test.turn(0, request)).rejects.toMatchObject(error);
    }
    const item = await test.claimOne();
    await expect(test.settle(item, { kind: 'retry', delayMs: Number.NaN })).rejects.toMatchObject(error);
    await expect(test.engine.extend(item.partition, [item], Number.NaN)).rejects.toMatchObject(error);
    await expect(test.turn(test.engine.partitions)).rejects.toMatchObject(error);
    expect(await test.ack(item)).toBe(0);
  });
});
