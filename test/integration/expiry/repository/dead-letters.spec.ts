import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { everyLetter } from './every-trigger.js';
import { triggerFixture } from './trigger-fixture.js';

describe.each(topologies)('Dead letters on $name', (topology) => {
  const redis = useTopology(topology);

  it('tell what failed, how often and why', async () => {
    const { triggers, bury } = triggerFixture(redis.scope());
    expect(await triggers.deadLetters()).toEqual({ letters: [], cursor: null });
    const before = Date.now();
    await bury('a:b', 'u:1', { payload: { big: 2n ** 60n, text: 'ü\0' }, message: 'no route' });
    const letters = await everyLetter(triggers);
    expect(letters).toEqual([
      {
        id: expect.any(String),
        action: 'a:b',
        identifier: 'u:1',
        dueAt: expect.any(Date),
        buriedAt: expect.any(Date),
        attempts: 1,
        payload: { big: 2n ** 60n, text: 'ü\0' },
        error: 'no route',
        stack: 'at somewhere',
      },
    ]);
    expect(letters[0]!.buriedAt.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(letters[0]!.buriedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1);
    expect(await triggers.get('a:b', 'u:1')).toBeNull();
  });

  it('are listed page by page, for their tenant only', async () => {
    const acme = triggerFixture(redis.scope());
    const globex = triggerFixture(redis.scope(), { namespace: acme.namespace });
    const identifiers = Array.from({ length: 7 }, (_, index) => `u${index}`);
    for (const identifier of identifiers) await acme.bury('remind', identifier, { payload: identifier });
    await globex.bury('remind', 'theirs');
    for (const limit of [1, 3, 500]) {
      const letters = await everyLetter(acme.triggers, { limit });
      expect(letters.map(({ identifier }) => identifier).toSorted()).toEqual(identifiers);
      expect(new Set(letters.map(({ id }) => id)).size).toBe(7);
    }
    expect(await everyLetter(globex.triggers)).toMatchObject([{ identifier: 'theirs', payload: null }]);
  });

  it('are due again with all attempts when they are retried by id', async () => {
    const { triggers, bury, claim } = triggerFixture(redis.scope());
    await bury('remind', 'u1', { payload: 'kept' });
    await bury('remind', 'u2');
    const letters = await everyLetter(triggers);
    const { id } = letters.find(({ identifier }) => identifier === 'u1')!;
    expect(await triggers.retryDead([id])).toBe(1);
    expect(await triggers.retryDead([id])).toBe(0);
    expect(await claim('remind')).toMatchObject([{ identifier: 'u1', attempt: 1, payload: 'kept' }]);
    expect(await everyLetter(triggers)).toMatchObject([{ identifier: 'u2' }]);
  });

  it('are retried all together, also those of further pages', async () => {
    const { triggers, bury, claim } = triggerFixture(redis.scope());
    const identifiers = Array.from({ length: 105 }, (_, index) => `u${index}`);
    for (const identifier of identifiers) await bury('remind', identifier);
    expect(await triggers.retryDead()).toBe(105);
    expect(await everyLetter(triggers)).toEqual([]);
    const due = [...(await claim('remind')), ...(await claim('remind'))];
    expect(due.map(({ identifier }) => identifier).toSorted()).toEqual(identifiers.toSorted());
    expect(await triggers.retryDead('all')).toBe(0);
  });

  it('stay dead while their trigger is scheduled again', async () => {
    const { triggers, bury } = triggerFixture(redis.scope());
    await bury('remind', 'u1', { payload: 'old' });
    await triggers.set('remind', 'u1', 60, { payload: 'new' });
    expect(await triggers.retryDead('all')).toBe(0);
    expect(await triggers.get('remind', 'u1')).toMatchObject({ state: 'scheduled', payload: 'new' });
    await triggers.delete('remind', 'u1');
    expect(await triggers.retryDead('all')).toBe(1);
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: 'old' });
  });

  it('are gone when they are discarded, by id or all together', async () => {
    const { triggers, bury } = triggerFixture(redis.scope());
    for (const identifier of ['u1', 'u2', 'u3']) await bury('remind', identifier);
    const [first] = await everyLetter(triggers);
    expect(await triggers.discardDead([first!.id])).toBe(1);
    expect(await triggers.discardDead([first!.id, '0-999'])).toBe(0);
    expect(await triggers.discardDead([])).toBe(0);
    expect(await everyLetter(triggers)).toHaveLength(2);
    expect(await triggers.discardDead('all')).toBe(2);
    expect(await triggers.discardDead('all')).toBe(0);
    expect(await triggers.retryDead()).toBe(0);
  });

  it('of another tenant are out of reach, also by their id', async () => {
    const acme = triggerFixture(redis.scope());
    const globex = triggerFixture(redis.scope(), { namespace: acme.namespace });
    await acme.bury('remind', 'u1');
    const ids = (await everyLetter(acme.triggers)).map(({ id }) => id);
    expect(await globex.triggers.retryDead(ids)).toBe(0);
    expect(await globex.triggers.discardDead(ids)).toBe(0);
    expect(await globex.triggers.retryDead()).toBe(0);
    expect(await globex.triggers.discardDead('all')).toBe(0);
    expect(await everyLetter(acme.triggers)).toHaveLength(1);
  });

  it('are as many of each partition as the options allow, the latest', async () => {
    const { triggers, bury, engine, keys, tenant } = triggerFixture(redis.scope(), {
      expiry: { deadLetters: { maxPerTenant: 2 } },
    });
    const identifiers = Array.from({ length: 200 }, (_, index) => `u${index}`)
      .filter((identifier) => engine.partitionOf(keys.trigger(tenant, 'remind', identifier)) === 0)
      .slice(0, 4);
    for (const identifier of identifiers) await bury('remind', identifier);
    const letters = await everyLetter(triggers);
    expect(letters.map(({ identifier }) => identifier)).toEqual(identifiers.slice(2));
  });
});
