import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { connect, topologies, useTopology, type TestRedis } from '../../../support/topologies.js';
import { tenantScope } from '../../../support/tenant-scope.js';
import { LEASE_MS, runs, TestEngine } from './test-engine.js';

/** Parts of a partition that scheduling needs. */
const SCHEDULED_PARTS = ['due:remind', 'ring:remind', 'lanes', 'rec', 'counts', 'waits'];
/** Parts that claiming needs besides. */
const CLAIMED_PARTS = ['rrec', 'busy', 'seen', 'run:remind'];

describe.each(topologies)('A trigger on $name', (topology) => {
  const redis = useTopology(topology);

  const partKey = (test: TestEngine, part: string): string =>
    `{exp:${test.namespace}:expiry:0}:${part === 'due:remind' ? `${part}:${test.tenant}` : part}`;

  it.each(SCHEDULED_PARTS)('is not half scheduled if another program damages %s', async (part) => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    const key = partKey(test, part);
    await test.client.set(key, 'damage');
    const keys = await test.engineKeys();
    await expect(test.set('i1', 0, { payload: 'p' })).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(await test.engineKeys()).toEqual(keys);
    expect(await test.client.exists(test.key())).toBe(0);
    await test.client.del(key);
    await test.set('i1', 0, { payload: 'p' });
    expect(await test.claimOne()).toMatchObject({ payload: 'p', attempt: 1 });
  });

  it.each([...SCHEDULED_PARTS, ...CLAIMED_PARTS])(
    'is not half claimed if another program damages %s',
    async (part) => {
      const test = new TestEngine(redis, topology, { partitions: 1 });
      const key = partKey(test, part);
      await test.set('i1', 0, { payload: 'p' });
      await test.client.del(key);
      await test.client.set(key, 'damage');
      const damaged = await test.engineKeys();
      await expect(test.claim()).rejects.toMatchObject({ code: 'WRONG_TYPE' });
      expect(await test.engineKeys()).toEqual(damaged);
      await test.client.del(key);
      await test.set('i1', 0, { payload: 'again' });
      expect(await test.claimOne()).toMatchObject({ payload: 'again', attempt: 1 });
    },
  );

  it('is settled with five hundred others in one call', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    const triggers = Array.from({ length: 500 }, (_, index) => ({
      ...test.name(`i${index}`),
      when: { delayMs: 0 },
      payload: `p${index}`,
    }));
    await test.engine.schedule(triggers);
    const items = await test.claim({ limit: 500 });
    expect(items).toHaveLength(500);
    const outcomes = items.flatMap(
      (held) =>
        [
          { kind: 'ack', held },
          { kind: 'ack', held },
        ] as const,
    );
    const { stale } = await test.turn(0, { limit: 500, outcomes });
    expect(stale).toHaveLength(500);
    expect(await test.engineKeys()).toEqual(['token']);
  });

  it('is settled once if its outcome is sent again after an error', async () => {
    const test = new TestEngine(redis, topology, { partitions: 1 });
    await test.set();
    const held = await test.claimOne();
    const outcomes = [{ kind: 'retry', held, delayMs: 0 }] as const;
    await test.turn(0, { limit: 0, outcomes });
    const again = await test.turn(0, { outcomes });
    expect(again.stale).toEqual([{ key: held.key, token: held.token }]);
    expect(again.items).toMatchObject([{ attempt: 2 }]);
  });
});

describe.each([true, false])('At maxmemory, with the first line of scripts: %s', (scriptShebang) => {
  const topology = topologies[0]!;
  let server: RedisServer;
  let manager: RedisConnectionManager;
  let redis: TestRedis;

  beforeAll(async () => {
    server = await startRedis({ config: ['maxmemory-policy noeviction'], log: () => {} });
    manager = await connect({ url: server.url });
    manager.client('expiry').scriptShebang = scriptShebang;
    redis = {
      client: (alias) => manager.client(alias),
      scope: (options) => tenantScope(manager, options),
    };
  });
  afterAll(async () => {
    await manager?.close();
    await server?.stop();
  });

  it('nothing more is scheduled, and what is scheduled drains', async () => {
    const test = new TestEngine(redis, topology);
    for (let index = 0; index < 6; index++) await test.set(`i${index}`, 0, { payload: 'p' });
    await test.set('dead');
    const dead = (await test.claim()).find(({ identifier }) => identifier === 'dead');
    await test.settle(dead!, { kind: 'bury', error: { message: 'x' } });
    test.pass(LEASE_MS);
    await test.client.config('SET', 'maxmemory', '1');
    await expect(test.set('late')).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
      retryable: true,
      details: { reply: 'OOM' },
    });
    await expect(test.engine.adopt([{ key: test.key('late') }], { id: 'a' })).rejects.toMatchObject({
      details: { reply: 'OOM' },
    });
    const items = await test.claim();
    expect(items).toHaveLength(6);
    const [acked, retried, buried, cancelled, extended, handedBack] = items;
    await test.ack(acked!);
    await test.settle(retried!, { kind: 'retry', delayMs: 1 });
    await test.settle(buried!, { kind: 'bury', error: { message: 'x' } });
    await test.settle(handedBack!, { kind: 'release' });
    expect(await test.engine.cancel([test.name(cancelled!.identifier)])).toMatchObject({ running: 1 });
    expect(await test.engine.extend(0, [extended!], LEASE_MS)).toEqual([expect.any(Number)]);
    test.pass(10);
    expect(await test.claim()).toHaveLength(2);
    const { letters } = await test.engine.deadLetters(test.tenant);
    expect(letters).toHaveLength(2);
    expect(
      await test.engine.discardDead(
        test.tenant,
        letters.map(({ id }) => id),
      ),
    ).toBe(2);
    await test.client.config('SET', 'maxmemory', '0');
    expect(await test.engine.get(test.name('late'))).toEqual({ scheduled: null, running: null });
    await test.set('late');
    expect(await test.claim({ actions: [runs('remind')] })).toMatchObject([{ identifier: 'late' }]);
  });
});
