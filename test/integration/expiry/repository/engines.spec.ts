import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../../libs/redis/src/common/invalid-argument.error.js';
import type { PoolAlias } from '../../../../libs/redis/src/common/pool-alias.js';
import { topologies, useTopology } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';
import { everyTrigger } from './every-trigger.js';
import { triggerFixture } from './trigger-fixture.js';

describe.each(topologies)('Trigger engines on $name', (topology) => {
  const redis = useTopology(topology);
  const metaKey = (namespace: string): string => `exp:${namespace}:meta`;

  it('are one for each pool that listens, each with triggers of its own', async () => {
    const expiry = { listeners: ['handlers', 'expiry'] } as const;
    const { triggers, engines, schedule, namespace } = triggerFixture(redis.scope(), { expiry });
    expect(engines.aliases()).toEqual(['handlers', 'expiry']);
    expect(engines.all().map(({ pool }) => pool)).toEqual(['handlers', 'expiry']);
    expect(schedule.pools()).toEqual(['handlers', 'expiry']);
    expect(engines.defaultPool).toBe('expiry');
    await triggers.set('remind', 'u1', 60, { payload: 'in expiry' });
    await triggers.set('remind', 'u1', 60, { pool: 'handlers', payload: 'in handlers' });
    expect(await triggers.get('remind', 'u1')).toMatchObject({ payload: 'in expiry' });
    expect(await triggers.get('remind', 'u1', { pool: 'handlers' })).toMatchObject({
      payload: 'in handlers',
    });
    expect(await everyTrigger(triggers, { pool: 'handlers' })).toHaveLength(1);
    expect(await triggers.delete('remind', 'u1')).toBe(true);
    expect(await triggers.delete('remind', 'u1', { pool: 'handlers' })).toBe(true);
    for (const pool of ['handlers', 'expiry'] as const) {
      expect(await redis.client(pool).hget(metaKey(namespace), `partitions:${pool}`)).not.toBeNull();
    }
  });

  it('take triggers without a pool where "expiry" listens, else in the first pool that does', async () => {
    const { triggers, engines } = triggerFixture(redis.scope(), {
      expiry: { listeners: ['user', 'handlers'] },
    });
    expect(engines.defaultPool).toBe('user');
    await triggers.set('remind', 'u1', 60);
    expect(await triggers.get('remind', 'u1', { pool: 'user' })).not.toBeNull();
    expect(await triggers.get('remind', 'u1', { pool: 'handlers' })).toBeNull();
  });

  it('keep applications apart by their namespace', async () => {
    const scope = redis.scope();
    const one = triggerFixture(scope, { expiry: { ttlKeys: false } });
    const other = triggerFixture(scope, { expiry: { ttlKeys: false } });
    await one.triggers.set('remind', 'u1', { dueAt: new Date(0) });
    expect(await other.triggers.get('remind', 'u1')).toBeNull();
    expect(await other.claim('remind')).toEqual([]);
    expect(await one.claim('remind')).toHaveLength(1);
  });

  it('are started once, by whoever comes first', async () => {
    const { engines, client, namespace, triggers } = triggerFixture(redis.scope());
    const [first, second] = await Promise.all([engines.started('expiry'), engines.started('expiry')]);
    expect(first).toBe(second);
    await engines.start();
    // A second start would write this again.
    await client.del(metaKey(namespace));
    await engines.start();
    await triggers.set('remind', 'u1', 60);
    expect(await client.exists(metaKey(namespace))).toBe(0);
  });

  it('are started by the first call of a repository', async () => {
    const { client, namespace, triggers } = triggerFixture(redis.scope());
    expect(await client.exists(metaKey(namespace))).toBe(0);
    await triggers.get('remind', 'u1');
    expect(await client.exists(metaKey(namespace))).toBe(1);
  });

  it('refuse to start where another process has divided the triggers otherwise, and try again', async () => {
    const namespace = uniqueName('app');
    const { client, engines, triggers } = triggerFixture(redis.scope(), { namespace });
    await client.hset(metaKey(namespace), 'partitions:expiry', 7);
    for (const call of [engines.start(), triggers.set('remind', 'u1', 60), triggers.get('remind', 'u1')]) {
      await expect(call).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    }
    await client.del(metaKey(namespace));
    await triggers.set('remind', 'u1', 60);
    expect(await triggers.get('remind', 'u1')).not.toBeNull();
  });

  it('are unknown for other pools, and for pools that do not exist', () => {
    const { engines } = triggerFixture(redis.scope());
    expect(() => engines.engine('handlers')).toThrow(InvalidArgumentError);
    expect(() => engines.engine('handlers')).toThrow('`expiry.listeners`');
    const listeners = ['nowhere' as PoolAlias];
    expect(() => triggerFixture(redis.scope(), { expiry: { listeners } })).toThrow(
      'There is no pool "nowhere"',
    );
  });
});
