import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../../libs/redis/src/connections/connectivity.errors.js';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { tenantScope } from '../../../support/tenant-scope.js';
import { connect } from '../../../support/topologies.js';
import { triggerFixture } from './trigger-fixture.js';

const NAME = ['remind', 'u1'] as const;

describe('Triggers of a pool whose server is gone', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    server = await startRedis();
    manager = await connect({
      url: server.url,
      defaults: { commandTimeoutMs: 300, connectTimeoutMs: 300 },
    });
  });

  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  it.each(['before', 'after'])(
    'answer reads with nothing where the options say so, %s their first use',
    async (moment) => {
      const scope = tenantScope(manager, { errors: 'fallback' });
      const { triggers, schedule } = triggerFixture(scope);
      if (moment === 'after') await triggers.set(...NAME, 60, { payload: 1 });
      await server.kill();
      expect(await triggers.get(...NAME)).toBeNull();
      expect(await triggers.list()).toEqual({ triggers: [], cursor: null });
      expect(await triggers.deadLetters()).toEqual({ letters: [], cursor: null });
      expect(scope.runtime.statistics.fallbacks).toBe(3);
      const outcomes = await Promise.allSettled([
        triggers.set(...NAME, 60),
        triggers.setMany([{ action: 'remind', identifier: 'u1' }]),
        triggers.delete(...NAME),
        triggers.deleteAllByIdentifier('u1'),
        triggers.retryDead(),
        triggers.retryDead(['0-1']),
        triggers.discardDead('all'),
        schedule.stats(),
      ]);
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
      }
    },
  );

  it('throw on reads by default', async () => {
    const { triggers } = triggerFixture(tenantScope(manager));
    await server.kill();
    for (const read of [triggers.get(...NAME), triggers.list(), triggers.deadLetters()]) {
      await expect(read).rejects.toBeInstanceOf(ConnectivityError);
    }
  });
});

describe('Triggers on a server', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    server = await startRedis();
    manager = await connect({ url: server.url });
  });

  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  it('without memory are refused as such, and nothing of them is left', async () => {
    const { triggers, client, tenant, claim, settle, bury } = triggerFixture(tenantScope(manager));
    await bury('remind', 'dead', { payload: 'kept' });
    await triggers.set('remind', 'due', { dueAt: new Date(0) });
    await triggers.set('remind', 'later', 60);
    await client.config('SET', 'maxmemory', '1');
    for (const call of [
      triggers.set('remind', 'u1', 60, { payload: 'a secret' }),
      triggers.setMany([{ action: 'remind', identifier: 'u1', payload: 'a secret' }]),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'COMMAND_REFUSED',
        retryable: true,
        details: { reply: 'OOM', pool: 'expiry' },
      });
      await expect(call).rejects.not.toThrow('a secret');
    }
    // What makes room goes on.
    const claimed = await claim('remind');
    expect(claimed).toMatchObject([{ identifier: 'due' }]);
    await settle(claimed[0]!, { kind: 'ack' });
    expect(await triggers.delete('remind', 'later')).toBe(true);
    expect(await triggers.discardDead('all')).toBe(1);
    await client.config('SET', 'maxmemory', '0');
    expect(await client.keys(`${tenant}:*`)).toEqual([]);
    expect(await triggers.get('remind', 'u1')).toBeNull();
    expect(await triggers.list()).toEqual({ triggers: [], cursor: null });
    await triggers.set('remind', 'u1', 60);
    expect((await triggers.list()).triggers).toHaveLength(1);
  });

  it('without memory are read all the same', async () => {
    const { triggers, client, bury, schedule } = triggerFixture(tenantScope(manager));
    await bury('remind', 'dead');
    await triggers.set('remind', 'u1', 60);
    await client.config('SET', 'maxmemory', '1');
    expect(await triggers.get('remind', 'u1')).toMatchObject({ state: 'scheduled' });
    expect((await triggers.list()).triggers).toHaveLength(1);
    expect((await triggers.deadLetters()).letters).toHaveLength(1);
    expect(await schedule.stats()).toMatchObject({ pending: 1, dead: 1 });
  });

  it('that does not permit them are refused with a typed error', async () => {
    const { triggers, client } = triggerFixture(tenantScope(manager));
    await triggers.set(...NAME, 60);
    await client.call('acl', ['setuser', 'default', '-evalsha', '-eval']);
    try {
      for (const call of [triggers.set(...NAME, 60), triggers.get(...NAME), triggers.delete(...NAME)]) {
        await expect(call).rejects.toMatchObject({
          code: 'COMMAND_REFUSED',
          retryable: false,
          details: { reply: 'NOPERM' },
        });
      }
    } finally {
      await client.call('acl', ['setuser', 'default', '+@all']);
    }
    expect(await triggers.get(...NAME)).not.toBeNull();
  });
});
