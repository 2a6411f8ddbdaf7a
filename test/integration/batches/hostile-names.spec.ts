import { describe, expect, it } from 'vitest';
import { snapshotOfKeys } from '../../support/key-snapshot.js';
import { HOSTILE_NAMES, NOT_TEXT } from '../../support/hostile-names.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { testQueue, valuesOf, type TestQueue } from './test-queue.js';

type QueuePath = TestQueue['name'];

const REFUSED_NAMES = ['', 'a\0b', '\ud83d', 'x'.repeat(10_240), ...NOT_TEXT];
const NOT_NUMBERS: readonly number[] = JSON.parse('["1", null, {}, true, [1]]');

describe.each(topologies)('Names of queues on $name', (topology) => {
  const redis = useTopology(topology);

  it('may hold any characters and never meet each other', async () => {
    const { batch, coordinator, service, tenant, keys, client } = testQueue(redis);
    const names = HOSTILE_NAMES.flatMap((odd): QueuePath[] => [
      [service, odd, 'send'],
      [service, 'reports', odd],
      [`${service}${odd}`.slice(0, 1_024), 'reports', 'send'],
    ]);
    for (const name of names) expect(await batch.enqueue(...name, name)).toBe(1);
    expect(await client.zcard(keys.registry)).toBe(2 * HOSTILE_NAMES.length);
    for (const name of names) {
      expect(await batch.length(...name)).toBe(1);
      const items = await batch.claim(...name);
      expect(valuesOf(items)).toEqual([name]);
      expect(await coordinator.removeFromPending(name[0], tenant)).toBe(false);
      expect(await batch.ackAll(items)).toBe(1);
    }
    for (const name of names) expect(await coordinator.removeFromPending(name[0], tenant)).toBe(true);
    expect([...(await snapshotOfKeys([client], `*${service.replace(/[{}]/g, '?')}*`)).keys()]).toEqual([]);
  });

  it('never reach the queues of another tenant', async () => {
    const globex = testQueue(redis);
    const { batch, coordinator, tenant } = testQueue(redis);
    await globex.batch.enqueueMany(...globex.name, ['x', 'y']);
    await globex.batch.claim(...globex.name, { limit: 1 });
    const pattern = `*${globex.tenant}*`;
    const before = await snapshotOfKeys([globex.client], pattern);
    expect(before.size).toBe(3);
    const { service } = globex;
    for (const odd of [`:${globex.tenant}:batch`, `{${globex.tenant}}`, '*', globex.keys.list]) {
      await batch.enqueue(service, odd, odd, 'mine');
      await batch.claim(service, odd, odd);
      await batch.trim(service, odd, odd, 1, 0);
      const queues = [
        { entity: odd, action: odd },
        { entity: '*', action: '*' },
      ];
      await coordinator.removeFromPending(service, tenant, { queues });
    }
    const after = await snapshotOfKeys([globex.client], pattern);
    expect(new Map([...after].filter(([key]) => before.has(key)))).toEqual(before);
    expect(await coordinator.removeFromPending(service, globex.tenant)).toBe(false);
  });

  it.each(REFUSED_NAMES)('refuse %j before anything is written', async (odd) => {
    const { batch, coordinator, service, tenant, client } = testQueue(redis);
    const refusal = { code: 'INVALID_KEY_PART', statusCode: 400 };
    const names: readonly QueuePath[] = [
      [odd, 'reports', 'send'],
      [service, odd, 'send'],
      [service, 'reports', odd],
    ];
    for (const name of names) {
      await expect(batch.enqueue(...name, 1)).rejects.toMatchObject(refusal);
      await expect(batch.enqueueMany(...name, [])).rejects.toMatchObject(refusal);
      await expect(batch.claim(...name)).rejects.toMatchObject(refusal);
      await expect(batch.length(...name)).rejects.toMatchObject(refusal);
      await expect(batch.getChunk(...name, 0, 1)).rejects.toMatchObject(refusal);
      await expect(batch.trim(...name, 0, 1)).rejects.toMatchObject(refusal);
    }
    await expect(coordinator.pendingTenants(odd)).rejects.toMatchObject(refusal);
    await expect(coordinator.removeFromPending(odd, tenant)).rejects.toMatchObject(refusal);
    const queues = [{ entity: odd, action: 'send' }];
    await expect(coordinator.removeFromPending(service, tenant, { queues })).rejects.toMatchObject(refusal);
    expect(await client.keys(`*${tenant}*`)).toEqual([]);
  });
});

describe.each(topologies)('Arguments of queues on $name', (topology) => {
  const redis = useTopology(topology);
  const refusal = (field: string): object => ({
    code: 'INVALID_ARGUMENT',
    statusCode: 400,
    details: { field },
  });

  it.each([0, -1, 1.5, 1_001, Number.NaN, Number.POSITIVE_INFINITY, ...NOT_NUMBERS])(
    'refuse %j items',
    async (limit) => {
      const { batch, name, coordinator, service } = testQueue(redis);
      await expect(batch.claim(...name, { limit })).rejects.toMatchObject(refusal('limit'));
      if (limit === 1_001) return;
      await expect(coordinator.pendingTenants(service, { limit })).rejects.toMatchObject(refusal('limit'));
    },
  );

  it.each([0, -1, 2_592_001, Number.NaN, Number.POSITIVE_INFINITY, ...NOT_NUMBERS])(
    'refuse a lease of %j seconds, and then claim nothing',
    async (leaseSeconds) => {
      const { batch, name } = testQueue(redis);
      await batch.enqueue(...name, 1);
      await expect(batch.claim(...name, { leaseSeconds })).rejects.toMatchObject(refusal('leaseSeconds'));
      const [item] = await batch.claim(...name);
      expect(item?.attempt).toBe(1);
      await expect(item?.extend(leaseSeconds)).rejects.toMatchObject(refusal('leaseSeconds'));
    },
  );

  it.each([-1, 31_536_001, Number.NaN, ...NOT_NUMBERS])(
    'refuse a delay of %j seconds',
    async (delaySeconds) => {
      const { batch, name } = testQueue(redis);
      await batch.enqueue(...name, 1);
      const [item] = await batch.claim(...name);
      await expect(item?.nack({ delaySeconds })).rejects.toMatchObject(refusal('delaySeconds'));
      expect(await item?.ack()).toBe(true);
    },
  );

  it.each([0.5, Number.NaN, 2 ** 60, ...NOT_NUMBERS])('refuse %j as a position', async (position) => {
    const { batch, name } = testQueue(redis);
    await expect(batch.getChunk(...name, position, 1)).rejects.toMatchObject(refusal('start'));
    await expect(batch.trim(...name, 0, position)).rejects.toMatchObject(refusal('end'));
  });

  it.each(['', '0', '1-', 'x', '0-0; FLUSHALL', '-1-2', ...NOT_TEXT])(
    'refuse %j as a cursor',
    async (cursor) => {
      const { coordinator, service } = testQueue(redis);
      await expect(coordinator.pendingTenants(service, { cursor })).rejects.toMatchObject(refusal('cursor'));
    },
  );

  it('refuse what is no array', async () => {
    const { batch, name, coordinator, service, tenant } = testQueue(redis);
    const [noArray = []]: ReadonlyArray<readonly never[]> = JSON.parse('[{"length":1}]');
    await expect(batch.enqueueMany(...name, noArray)).rejects.toMatchObject(refusal('items'));
    await expect(batch.ackAll(noArray)).rejects.toMatchObject(refusal('items'));
    await expect(coordinator.removeFromPending(service, tenant, { queues: noArray })).rejects.toMatchObject(
      refusal('queues'),
    );
    const queues = Array.from({ length: 1_001 }, () => ({ entity: 'e', action: uniqueName('a') }));
    await expect(coordinator.removeFromPending(service, tenant, { queues })).rejects.toMatchObject(
      refusal('queues.length'),
    );
  });
});
