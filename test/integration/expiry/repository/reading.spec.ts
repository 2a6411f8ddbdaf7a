import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { everyTrigger } from './every-trigger.js';
import { triggerFixture } from './trigger-fixture.js';

const PAST = { dueAt: new Date(0) };

describe.each(topologies)('Triggers that are read on $name', (topology) => {
  const redis = useTopology(topology);

  it('are null before they are set and after they ran', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    expect(await triggers.get('remind', 'u1')).toBeNull();
    await triggers.set('remind', 'u1', PAST);
    const [claimed] = await claim('remind');
    await settle(claimed!, { kind: 'ack' });
    expect(await triggers.get('remind', 'u1')).toBeNull();
  });

  it('tell their state, attempt, due time and payload', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    const { dueAt } = await triggers.set('remind', 'u1', PAST, { payload: { a: [1] } });
    const always = { action: 'remind', identifier: 'u1', dueAt, payload: { a: [1] }, next: null };
    expect(await triggers.get('remind', 'u1')).toEqual({
      ...always,
      state: 'scheduled',
      attempt: 0,
      until: null,
    });
    const [first] = await claim('remind');
    expect(await triggers.get('remind', 'u1')).toEqual({
      ...always,
      state: 'running',
      attempt: 1,
      until: new Date(first!.leaseUntilMs),
    });
    await settle(first!, { kind: 'retry', delayMs: 0 });
    const retrying = await triggers.get('remind', 'u1');
    expect(retrying).toEqual({ ...always, state: 'retrying', attempt: 1, until: expect.any(Date) });
    expect(Math.abs(retrying!.until!.getTime() - Date.now())).toBeLessThan(5_000);
    await claim('remind');
    expect(await triggers.get('remind', 'u1')).toMatchObject({ ...always, state: 'running', attempt: 2 });
  });

  it('tell of the occurrence that runs, and of the next one', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    const { dueAt } = await triggers.set('remind', 'u1', PAST, { payload: 'now' });
    await claim('remind');
    const next = await triggers.set('remind', 'u1', 60, { payload: 'then' });
    expect(await triggers.get('remind', 'u1')).toMatchObject({
      state: 'running',
      dueAt,
      payload: 'now',
      next: { dueAt: next.dueAt, payload: 'then' },
    });
  });

  it('are listed page by page: all that are scheduled, each once', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    await triggers.set('remind', 'running', PAST);
    await claim('remind');
    const entries = Array.from({ length: 25 }, (_, index) => ({
      action: index % 2 === 0 ? 'remind' : 'a:b',
      identifier: `u${index}`,
      when: 60 + index,
      payload: index,
    }));
    const { dueAt } = await triggers.setMany(entries);
    const expected = entries.map(({ action, identifier, payload }, index) => ({
      action,
      identifier,
      payload,
      dueAt: dueAt[index],
    }));
    for (const limit of [1, 7, 500]) {
      const found = await everyTrigger(triggers, { limit });
      expect(found).toHaveLength(25);
      expect(found).toEqual(expect.arrayContaining(expected));
    }
    expect(await everyTrigger(triggers)).toHaveLength(25);
  });

  it('are listed by action', async () => {
    const { triggers } = triggerFixture(redis.scope());
    await triggers.setMany(
      ['remind', 'close', 'remind'].map((action, index) => ({ action, identifier: `u${index}` })),
    );
    const found = await everyTrigger(triggers, { action: 'remind', limit: 1 });
    expect(found.map(({ identifier }) => identifier).toSorted()).toEqual(['u0', 'u2']);
    expect(await everyTrigger(triggers, { action: 'unknown' })).toEqual([]);
  });

  it('are listed for their tenant only, as long names of tenants are alike', async () => {
    const acme = triggerFixture(redis.scope());
    const { namespace } = acme;
    const longer = triggerFixture(redis.scope({ tenant: `${acme.tenant}.x` }), { namespace });
    await acme.triggers.set('remind', 'mine', 60);
    await longer.triggers.set('remind', 'theirs', 60);
    expect(await everyTrigger(acme.triggers)).toMatchObject([{ identifier: 'mine' }]);
    expect(await everyTrigger(longer.triggers)).toMatchObject([{ identifier: 'theirs' }]);
  });
});

describe.each(topologies)('Many triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it('are set at once, each with its own time', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    const dueAt = new Date(Date.now() + 100_000);
    const armed = await triggers.setMany([
      { action: 'remind', identifier: 'u1', when: PAST, payload: 1 },
      { action: 'close', identifier: 'u1', when: { dueAt } },
      { action: 'remind', identifier: 'u2' },
    ]);
    expect(armed.added).toBe(3);
    expect(armed.dueAt[1]).toEqual(dueAt);
    expect(armed.dueAt[2]!.getTime() - armed.dueAt[0]!.getTime()).toBeGreaterThan(3_500_000);
    expect(await claim('remind', 'close')).toMatchObject([{ identifier: 'u1', payload: '1' }]);
    expect(await triggers.setMany([{ action: 'close', identifier: 'u1' }])).toMatchObject({ added: 0 });
  });

  it('are set once where they are named twice, as named last', async () => {
    const { triggers } = triggerFixture(redis.scope());
    const same = { action: 'remind', identifier: 'u1' };
    const { added } = await triggers.setMany([
      { ...same, when: 60, payload: 'first' },
      { ...same, when: 600, payload: 'last' },
    ]);
    expect(added).toBe(1);
    expect(await everyTrigger(triggers)).toMatchObject([{ identifier: 'u1', payload: 'last' }]);
  });

  it('may be none', async () => {
    expect(await triggerFixture(redis.scope()).triggers.setMany([])).toEqual({ dueAt: [], added: 0 });
  });

  it('may carry megabytes together', async () => {
    const { triggers } = triggerFixture(redis.scope());
    const entries = ['a', 'b', 'c', 'd'].map((text, index) => ({
      action: 'remind',
      identifier: text,
      when: 100 * (index + 1),
      payload: text.repeat(600_000),
    }));
    const { dueAt, added } = await triggers.setMany(entries);
    expect(added).toBe(4);
    const states = await Promise.all(
      entries.map(async ({ identifier }) => triggers.get('remind', identifier)),
    );
    expect(states.map((state) => state?.dueAt)).toEqual(dueAt);
    expect(states.map((state) => state?.payload)).toEqual(entries.map(({ payload }) => payload));
  });

  it('may be thousands', async () => {
    const { triggers, schedule } = triggerFixture(redis.scope());
    const entries = Array.from({ length: 3_000 }, (_, index) => ({
      action: `action ${index % 3}`,
      identifier: `u${index}`,
    }));
    expect(await triggers.setMany(entries)).toMatchObject({ added: 3_000 });
    expect(await schedule.stats()).toMatchObject({ pending: 3_000 });
    expect(await everyTrigger(triggers, { limit: 500 })).toHaveLength(3_000);
  });
});
