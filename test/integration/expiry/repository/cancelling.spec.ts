import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../../support/topologies.js';
import { triggerFixture } from './trigger-fixture.js';

const PAST = { dueAt: new Date(0) };

describe.each(topologies)('Triggers that are cancelled on $name', (topology) => {
  const redis = useTopology(topology);

  it('do not run, and delete tells whether there was one', async () => {
    const { triggers, claim, client, keys, tenant } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', PAST, { payload: 1 });
    await triggers.set('remind', 'u2', PAST);
    expect(await triggers.delete('remind', 'u1')).toBe(true);
    expect(await triggers.delete('remind', 'u1')).toBe(false);
    expect(await triggers.delete('other', 'u2')).toBe(false);
    expect(await client.exists(keys.trigger(tenant, 'remind', 'u1'))).toBe(0);
    expect(await triggers.get('remind', 'u1')).toBeNull();
    expect(await claim('remind', 'other')).toMatchObject([{ identifier: 'u2' }]);
  });

  it('can be set again, without what they had before', async () => {
    const { triggers } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', 60, { payload: 'old' });
    await triggers.delete('remind', 'u1');
    expect(await triggers.set('remind', 'u1', 60)).toMatchObject({ rearmed: false });
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: null });
  });

  it('are not tried again if they were running', async () => {
    const { triggers, claim, engine } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', PAST);
    const [claimed] = await claim('remind');
    expect(await triggers.delete('remind', 'u1')).toBe(true);
    expect(await triggers.get('remind', 'u1')).toBeNull();
    const outcomes = [{ kind: 'retry', held: claimed!, delayMs: 0 }] as const;
    const turn = await engine.turn(claimed!.partition, { limit: 0, leaseMs: 1_000, actions: [], outcomes });
    expect(turn.stale).toHaveLength(1);
    expect(await claim('remind')).toEqual([]);
    expect(await triggers.delete('remind', 'u1')).toBe(false);
  });

  it('are not tried again if they waited for another attempt', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    await triggers.set('remind', 'u1', PAST);
    const [claimed] = await claim('remind');
    await settle(claimed!, { kind: 'retry', delayMs: 0 });
    expect(await triggers.delete('remind', 'u1')).toBe(true);
    expect(await claim('remind')).toEqual([]);
  });

  it('go together by their identifier, whatever their action', async () => {
    const { triggers, claim } = triggerFixture(redis.scope());
    for (const action of ['remind', 'close', 'a:b', 'a_b']) {
      await triggers.set(action, 'u1', PAST);
      await triggers.set(action, 'u2', PAST);
    }
    expect(await triggers.deleteAllByIdentifier('u1')).toBe(4);
    expect(await triggers.deleteAllByIdentifier('u1')).toBe(0);
    const left = await claim('remind', 'close', 'a:b', 'a_b');
    expect(left.map(({ identifier }) => identifier)).toEqual(['u2', 'u2', 'u2', 'u2']);
    expect(left.map(({ action }) => action).toSorted()).toEqual(['a:b', 'a_b', 'close', 'remind']);
  });

  it('go by their identifier too while they run or wait for another attempt', async () => {
    const { triggers, claim, settle } = triggerFixture(redis.scope());
    for (const action of ['scheduled', 'running', 'retrying']) await triggers.set(action, 'u1', PAST);
    await claim('running');
    const [retrying] = await claim('retrying');
    await settle(retrying!, { kind: 'retry', delayMs: 60_000 });
    expect(await triggers.deleteAllByIdentifier('u1')).toBe(3);
    for (const action of ['scheduled', 'running', 'retrying']) {
      expect(await triggers.get(action, 'u1')).toBeNull();
    }
  });

  it('go if only their key is there, because another program set it', async () => {
    const { triggers, client, keys, tenant } = triggerFixture(redis.scope());
    await triggers.set('remind', 'mine', 60);
    const key = keys.trigger(tenant, 'remind', 'theirs');
    await client.setex(key, 60, '');
    expect(await triggers.delete('remind', 'theirs')).toBe(true);
    expect(await client.exists(key)).toBe(0);
    await client.setex(key, 60, '');
    expect(await triggers.deleteAllByIdentifier('theirs')).toBe(1);
    expect(await client.exists(key)).toBe(0);
  });

  it('leave dead letters alone', async () => {
    const { triggers, bury } = triggerFixture(redis.scope());
    await bury('remind', 'u1');
    expect(await triggers.delete('remind', 'u1')).toBe(false);
    expect(await triggers.deleteAllByIdentifier('u1')).toBe(0);
    expect((await triggers.deadLetters()).letters).toHaveLength(1);
  });
});
