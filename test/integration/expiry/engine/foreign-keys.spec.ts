import { describe, expect, it } from 'vitest';
import { triggerTurn } from '../../../../libs/redis/src/scripts/trigger-turn.script.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { TestEngine } from './test-engine.js';

const LINGER_MS = 1_000;

/** An `expired` event of a key, as every listener hears it. */
async function hear(test: TestEngine, listeners: readonly string[], key = test.key()): Promise<boolean[]> {
  const adopted: boolean[] = [];
  for (const id of listeners) adopted.push(...(await test.engine.adopt([{ key }], { id })));
  return adopted;
}

describe.each(topologies)('The TTL key of a trigger on $name', (topology) => {
  const redis = useTopology(topology);

  it('outlives the due time a little and goes with the claim', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 60_000);
    const left = await test.client.pttl(test.key());
    expect(left).toBeGreaterThan(60_000 + LINGER_MS - 1_000);
    expect(left).toBeLessThanOrEqual(60_000 + LINGER_MS);
    await test.set('i1', 5_000);
    expect(await test.client.pttl(test.key())).toBeLessThanOrEqual(5_000 + LINGER_MS);
    test.pass(5_000);
    await test.claimOne();
    expect(await test.client.exists(test.key())).toBe(0);
  });

  it('goes with a cancellation', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 60_000);
    expect(await test.engine.cancel([test.name()])).toEqual({ scheduled: 1, running: 0, ttlKeys: 1 });
    expect(await test.client.exists(test.key())).toBe(0);
  });

  it('is not there if the engine is told so, and left alone', async () => {
    const test = new TestEngine(redis, topology, { ttlKeys: false });
    await test.set();
    expect(await test.client.exists(test.key())).toBe(0);
    await test.client.set(test.key(), 'other', 'EX', 600);
    await test.claimOne();
    expect(await test.engine.cancel([test.name()])).toMatchObject({ ttlKeys: 0 });
    expect(await test.client.get(test.key())).toBe('other');
  });

  it('may be missing: the trigger fires all the same', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    await test.client.del(test.key());
    expect(await test.claimOne()).toMatchObject({ identifier: 'i1' });
  });

  it('may be of another type, or without expiry: the trigger fires and the key stays', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1');
    await test.set('i2');
    await test.client.del(test.key('i1'));
    await test.client.rpush(test.key('i1'), 'x');
    await test.client.set(test.key('i2'), 'x');
    expect(await test.claim()).toHaveLength(2);
    expect(await test.client.exists(test.key('i1'))).toBe(1);
    expect(await test.client.exists(test.key('i2'))).toBe(1);
  });

  it.each(['', 'trigger:2026-01-01'])(
    'moves the trigger if another program set it anew, to %j',
    async (value) => {
      const test = new TestEngine(redis, topology);
      await test.set('i1', 0, { payload: 'p' });
      await test.client.set(test.key(), value, 'PX', 5_000);
      expect(await test.claim()).toEqual([]);
      const { scheduled, running } = await test.engine.get(test.name());
      expect(running).toBeNull();
      expect(scheduled).toMatchObject({ payload: 'p', dueMs: expect.any(Number) });
      expect(await test.engine.stats()).toMatchObject({ scheduled: 1, running: 0 });
      test.pass(5_000);
      await test.client.pexpire(test.key(), 100);
      expect(await test.claimOne()).toMatchObject({ attempt: 1, payload: 'p', dueMs: scheduled!.dueMs });
      expect(await test.client.exists(test.key())).toBe(0);
    },
  );

  it('fires nothing again when its event comes after the run', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    await test.client.del(test.key());
    const item = await test.claimOne();
    expect(await hear(test, ['a', 'b'])).toEqual([false, false]);
    await test.ack(item);
    expect(await hear(test, ['c'])).toEqual([false]);
    test.pass(1_000);
    expect(await hear(test, ['a', 'b', 'c'])).toEqual([true, false, false]);
  });

  it('fires nothing again when it expires just before it was expected to, and its claim is not through yet', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    await test.client.del(test.key());
    test.pass(LINGER_MS - 200);
    // What a turn sends first where keys are in other slots: it has not asked for the key yet.
    const partition = test.engine.partitionOf(test.key());
    const nudgeChannel = test.engine.nudgeChannel(partition);
    const prefix = nudgeChannel.slice(0, -'nudge'.length);
    const { count } = await triggerTurn(
      test.client,
      { prefix, nudgeChannel, timeShift: test.offsetMs },
      {
        limit: 1,
        leaseMs: 30_000,
        tenantLimit: 0,
        ttlKeys: 'elsewhere',
        lingerMs: LINGER_MS,
        maxDeadPerTenant: 1,
        deadAgeMs: 1_000,
        actions: [{ segment: 'remind', free: 1, maxAttempts: 3 }],
        ...{ acks: [], retries: [], deferrals: [], burials: [], gone: [] },
      },
    );
    expect(count).toBe(1);
    expect(await hear(test, ['a', 'b'])).toEqual([false, false]);
    test.pass(2_000);
    expect(await hear(test, ['a', 'b'])).toEqual([true, false]);
  });

  it('fires nothing again when its event comes before the claim', async () => {
    const test = new TestEngine(redis, topology);
    await test.set();
    await test.client.del(test.key());
    expect(await hear(test, ['a'])).toEqual([false]);
    const item = await test.claimOne();
    expect(await hear(test, ['b'])).toEqual([false]);
    await test.ack(item);
    expect(await test.claim()).toEqual([]);
  });
});

describe.each(topologies)('A key that another program lets expire, on $name', (topology) => {
  const redis = useTopology(topology);

  it('fires once if it is reported with others, twice in one report and by two listeners', async () => {
    const test = new TestEngine(redis, topology);
    const own = test.key('i0');
    await test.set('i0', 60_000);
    const keys = ['i1', 'i2'].map((identifier) => test.key(identifier));
    // Reports are of one partition each.
    for (const key of keys) {
      const report = [{ key }, { key }];
      expect(await test.engine.adopt(report, { id: 'a' })).toEqual([true, true]);
      expect(await test.engine.adopt(report, { id: 'b' })).toEqual([false, false]);
    }
    expect(await test.engine.adopt([{ key: own }], { id: 'a' })).toEqual([false]);
    expect(await test.engine.adopt([], { id: 'a' })).toEqual([]);
    expect((await test.claim()).map(({ identifier }) => identifier).sort()).toEqual(['i1', 'i2']);
    expect(await test.engine.stats()).toMatchObject({ scheduled: 1, running: 2 });
  });

  it('fires once however many listeners hear of it, and once more when it expires again', async () => {
    const test = new TestEngine(redis, topology);
    const listeners = ['a', 'b', 'c', 'd'];
    for (let expiry = 0; expiry < 3; expiry++) {
      const order = [...listeners.slice(expiry), ...listeners.slice(0, expiry)];
      expect(await hear(test, order)).toEqual([true, false, false, false]);
      const item = await test.claimOne();
      expect(item).toMatchObject({ identifier: 'i1', attempt: 1, payload: null });
      await test.ack(item);
      test.pass(1_000);
    }
  });

  it('fires once per expiry however late listeners are within the window', async () => {
    const test = new TestEngine(redis, topology);
    expect(await hear(test, ['a'])).toEqual([true]);
    await test.ack(await test.claimOne());
    test.pass(59_000);
    expect(await hear(test, ['b'])).toEqual([false]);
    test.pass(2_000);
    expect(await hear(test, ['c'])).toEqual([true]);
  });

  it('fires although an earlier occurrence still runs, after it', async () => {
    const test = new TestEngine(redis, topology);
    await test.set('i1', 0, { payload: 'p' });
    const first = await test.claimOne();
    test.pass(1_000);
    expect(await hear(test, ['a', 'b'])).toEqual([true, false]);
    expect(await test.claim()).toEqual([]);
    await test.ack(first);
    expect(await test.claimOne()).toMatchObject({ attempt: 1, payload: null });
  });

  it('is scheduled when it is taken over, unless it is already', async () => {
    const test = new TestEngine(redis, topology);
    expect(await test.engine.takeOver(test.key())).toBe(false);
    await test.client.set(test.key(), 'other', 'PX', 5_000);
    expect(await test.engine.takeOver(test.key())).toBe(true);
    expect(await test.engine.takeOver(test.key())).toBe(false);
    expect(await test.client.pttl(test.key())).toBeGreaterThan(5_000 - 1_000 + LINGER_MS);
    const { scheduled } = await test.engine.get(test.name());
    test.pass(4_000);
    expect(await test.claim()).toEqual([]);
    test.pass(1_001);
    await test.client.pexpire(test.key(), 100);
    expect(await test.claimOne()).toMatchObject({ dueMs: scheduled!.dueMs });
    expect(await test.client.exists(test.key())).toBe(0);
    await test.client.set(test.key('i2'), 'for ever');
    expect(await test.engine.takeOver(test.key('i2'))).toBe(false);
  });

  it('is one only if its name is a trigger’s from its start', async () => {
    const test = new TestEngine(redis, topology);
    const key = test.key('a:b', 'c');
    expect(test.engine.parseKey(key)).toEqual(test.name('a:b', 'c'));
    const others = [
      `x:${key}`,
      `{exp:app:expiry:0}:seen:${key}`,
      `exp:EXPTRIGGER:a:b`,
      `{exp}:EXPTRIGGER:a:b`,
      `${key}:more`,
      key.replace('EXPTRIGGER', 'exptrigger'),
      key.replace('%3A', '%3a'),
      key.replace('%3A', '%zz'),
      topology.clustered ? key.replace(/[{}]/g, '') : `{${key.replace(':', '}:')}`,
      `${test.tenant}:EXPTRIGGER:a`,
      `${test.tenant}:EXPTRIGGER:a:`,
      '',
    ];
    for (const other of others) {
      expect([other, test.engine.parseKey(other)]).toEqual([other, null]);
      await expect(test.engine.adopt([{ key: other }], { id: 'a' })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      await expect(test.engine.takeOver(other)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect(await test.engineKeys()).toEqual([]);
  });
});
