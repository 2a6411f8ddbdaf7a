import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { triggerFixture } from './trigger-fixture.js';

const PAST = { dueAt: new Date(0) };

describe.each(topologies)('The schedule on $name', (topology) => {
  const redis = useTopology(topology);

  it('is empty at first', async () => {
    const { schedule } = triggerFixture(redis.scope());
    const stats = await schedule.stats();
    expect(Math.abs(stats.at.getTime() - Date.now())).toBeLessThan(5_000);
    expect(stats).toEqual({
      pool: 'expiry',
      at: stats.at,
      pending: 0,
      inFlight: 0,
      retrying: 0,
      overdue: 0,
      oldestDueAt: null,
      overdueByMs: 0,
      complete: true,
      dead: 0,
      actions: [],
      unhandledActions: [],
    });
  });

  it('counts the triggers of all tenants, by their state', async () => {
    const acme = triggerFixture(redis.scope());
    const globex = triggerFixture(redis.scope(), { namespace: acme.namespace });
    for (const { triggers } of [acme, globex]) {
      await triggers.set('remind', 'later', 60);
      await triggers.set('close', 'later', 60);
    }
    await acme.bury('remind', 'dead');
    await acme.triggers.set('remind', 'running', PAST);
    await globex.triggers.set('remind', 'retrying', PAST);
    for (const claimed of await acme.claim('remind')) {
      if (claimed.identifier === 'retrying') await acme.settle(claimed, { kind: 'retry', delayMs: 60_000 });
    }
    const { actions, ...stats } = await acme.schedule.stats();
    expect(stats).toMatchObject({
      pending: 4,
      inFlight: 1,
      retrying: 1,
      dead: 1,
      overdue: 0,
      overdueByMs: 0,
    });
    expect(actions.toSorted((a, b) => a.action.localeCompare(b.action))).toMatchObject([
      { action: 'close', pending: 2, inFlight: 0, retrying: 0 },
      { action: 'remind', pending: 2, inFlight: 1, retrying: 1 },
    ]);
  });

  it('names the tenants with the most triggers, over all actions', async () => {
    const acme = triggerFixture(redis.scope());
    const globex = triggerFixture(redis.scope(), { namespace: acme.namespace });
    const entries = (action: string, count: number) =>
      Array.from({ length: count }, (_, at) => ({ action, identifier: `u${at}`, when: 60 }));
    await acme.triggers.setMany([...entries('remind', 30), ...entries('close', 3)]);
    await globex.triggers.setMany(entries('remind', 40));
    const [first, second] = [globex, acme].map(({ tenant }) => tenant);
    expect(await acme.schedule.topTenants()).toEqual({
      complete: true,
      tenants: [
        { tenant: first, pending: 40 },
        { tenant: second, pending: 33 },
      ],
    });
    expect((await acme.schedule.topTenants({ limit: 1 })).tenants).toEqual([{ tenant: first, pending: 40 }]);
    await expect(acme.schedule.topTenants({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('tells how far behind the workers are', async () => {
    const { schedule, triggers } = triggerFixture(redis.scope());
    const { dueAt } = await triggers.set('remind', 'u1', PAST);
    await triggers.set('remind', 'u2', PAST);
    await triggers.set('remind', 'u3', 60);
    await expect.poll(async () => (await schedule.stats()).overdueByMs).toBeGreaterThan(0);
    const stats = await schedule.stats();
    expect(stats).toMatchObject({ pending: 3, overdue: 2, oldestDueAt: dueAt });
    expect(stats.overdueByMs).toBe(stats.at.getTime() - dueAt.getTime());
    expect(stats.actions).toMatchObject([{ action: 'remind', overdue: 2 }]);
  });

  it('names actions that are due and have no handler, until a worker with one turns', async () => {
    const { schedule, triggers, claim } = triggerFixture(redis.scope());
    await triggers.set('a:b', 'u1', PAST);
    await triggers.set('later', 'u1', 60);
    await triggers.set('remind', 'u1', PAST);
    expect((await schedule.stats()).unhandledActions).toEqual([]);
    await claim('remind');
    const stats = await schedule.stats();
    expect(stats.unhandledActions).toEqual(['a:b']);
    const unhandled = stats.actions.find(({ action }) => action === 'a:b');
    expect(unhandled?.unhandledSince).toBeInstanceOf(Date);
    expect(unhandled?.unhandledForMs).toBe(stats.at.getTime() - unhandled!.unhandledSince!.getTime());
    const [handled] = stats.actions.filter(({ action }) => action === 'later');
    expect(handled).toMatchObject({ unhandledSince: null, unhandledForMs: 0 });
    await claim('remind', 'a:b');
    expect((await schedule.stats()).unhandledActions).toEqual([]);
  });

  it('is that of the pool asked for', async () => {
    const { schedule, triggers } = triggerFixture(redis.scope(), {
      expiry: { listeners: ['expiry', 'handlers'] },
    });
    await triggers.set('remind', 'u1', 60, { pool: 'handlers' });
    expect(await schedule.stats()).toMatchObject({ pool: 'expiry', pending: 0 });
    expect(await schedule.stats({ pool: 'handlers' })).toMatchObject({ pool: 'handlers', pending: 1 });
  });
});
