import { describe, expect, it } from 'vitest';
import { snapshotOfKeys } from '../../../support/key-snapshot.js';
import { HOSTILE_NAMES, NOT_TEXT } from '../../../support/hostile-names.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { everyLetter, everyTrigger } from './every-trigger.js';
import { triggerFixture } from './trigger-fixture.js';

const PAST = { dueAt: new Date(0) };

const REFUSED_NAMES = ['', 'a\0b', '\ud83d', 'x'.repeat(1_025), ...NOT_TEXT];

describe.each(topologies)('Names of triggers on $name', (topology) => {
  const redis = useTopology(topology);

  it('may hold any characters, and reach the worker and every reader as they were given', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    const names = HOSTILE_NAMES.flatMap((odd) => [
      { action: odd, identifier: 'u1' },
      { action: 'remind', identifier: odd },
    ]);
    const { added } = await triggers.setMany(
      names.map((name) => ({ ...name, when: PAST, payload: [name.action, name.identifier] })),
    );
    expect(added).toBe(names.length);
    const expected = names.map((name) => ({ ...name, payload: [name.action, name.identifier] }));
    const listed = await everyTrigger(triggers, { limit: 10 });
    expect(listed).toHaveLength(names.length);
    expect(listed).toEqual(expect.arrayContaining(expected.map((one) => expect.objectContaining(one))));
    for (const one of expected) {
      expect(await triggers.get(one.action, one.identifier)).toMatchObject(one);
      expect(await everyTrigger(triggers, { action: one.action })).toEqual(
        expect.arrayContaining([expect.objectContaining(one)]),
      );
    }
    const claimed = await claim(...HOSTILE_NAMES, 'remind');
    expect(claimed).toHaveLength(names.length);
    for (const one of claimed) {
      expect(JSON.parse(one.payload ?? '')).toEqual([one.action, one.identifier]);
      await settle(one, { kind: 'bury', error: { message: `no ${one.action}`.slice(0, 900) } });
    }
    const letters = await everyLetter(triggers, { limit: 10 });
    expect(letters).toHaveLength(names.length);
    for (const letter of letters) {
      expect(letter).toMatchObject({
        payload: [letter.action, letter.identifier],
        error: `no ${letter.action}`.slice(0, 900),
      });
    }
    expect(await triggers.retryDead()).toBe(names.length);
    for (const one of names) expect(await triggers.delete(one.action, one.identifier)).toBe(true);
    expect(await everyTrigger(triggers)).toEqual([]);
  });

  it.each(HOSTILE_NAMES)('identify triggers that are cancelled together: %j', async (identifier) => {
    const { triggers } = triggerFixture(redis.scope());
    await triggers.set('remind', identifier, 60);
    await triggers.set('a:b', identifier, 60);
    await triggers.set('remind', 'other', 60);
    expect(await triggers.deleteAllByIdentifier(identifier)).toBe(2);
    expect(await everyTrigger(triggers)).toMatchObject([{ identifier: 'other' }]);
  });

  it('never reach the triggers of another tenant', async () => {
    const globex = triggerFixture(redis.scope());
    const { namespace } = globex;
    const acme = triggerFixture(redis.scope(), { namespace });
    await globex.triggers.set('remind', 'u1', 60, { payload: 'theirs' });
    await globex.bury('remind', 'dead');
    const theirs = `*${globex.tenant}*`;
    const before = await snapshotOfKeys([globex.client], theirs);
    expect(before.size).toBeGreaterThan(2);
    for (const odd of [globex.tenant, `${globex.tenant}:EXPTRIGGER`, `{${globex.tenant}}`, '*', 'remind']) {
      await acme.triggers.set(odd, odd, 60, { payload: 'mine' });
      await acme.triggers.set('remind', odd, 60);
      await acme.triggers.get('remind', odd);
      await acme.triggers.delete(odd, odd);
      await acme.triggers.deleteAllByIdentifier(odd);
      await acme.triggers.deleteAllByIdentifier('u1');
    }
    expect(await everyTrigger(acme.triggers)).toEqual([]);
    const after = await snapshotOfKeys([globex.client], theirs);
    expect(new Map([...after].filter(([key]) => before.has(key)))).toEqual(before);
    expect(await everyTrigger(globex.triggers)).toMatchObject([{ identifier: 'u1', payload: 'theirs' }]);
  });

  it.each(REFUSED_NAMES)('refuse %j before anything is written', async (odd) => {
    const { triggers, client, tenant } = triggerFixture(redis.scope());
    const good = { action: 'remind', identifier: 'u1' };
    const calls = [
      triggers.set(odd, 'u1', 60),
      triggers.set('remind', odd, 60),
      triggers.setMany([good, { action: odd, identifier: 'u1' }]),
      triggers.setMany([good, { action: 'remind', identifier: odd }]),
      triggers.delete(odd, 'u1'),
      triggers.delete('remind', odd),
      triggers.deleteAllByIdentifier(odd),
      triggers.get(odd, 'u1'),
      triggers.get('remind', odd),
      triggers.list({ action: odd }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'INVALID_KEY_PART', statusCode: 400 },
      });
    }
    expect((await snapshotOfKeys([client], `*${tenant}*`)).size).toBe(0);
  });
});
