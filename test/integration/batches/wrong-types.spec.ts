import { describe, expect, it } from 'vitest';
import { topologies, useTopology } from '../../support/topologies.js';
import { testQueue, type TestQueue } from './test-queue.js';

type Operation = (queue: TestQueue) => Promise<unknown>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  enqueue: async ({ batch, name }) => batch.enqueue(...name, 'new secret', { ttlSeconds: 60 }),
  claim: async ({ batch, name }) => batch.claim(...name),
  length: async ({ batch, name }) => batch.length(...name),
  getChunk: async ({ batch, name }) => batch.getChunk(...name, 0, -1),
  trim: async ({ batch, name }) => batch.trim(...name, 5, -1),
};

const OF_A_LEASE: Readonly<Record<string, Operation>> = {
  ack: async ({ batch, name, keys, client }) => {
    const [item] = await batch.claim(...name, { limit: 1 });
    await client.rename(keys.leases, `${keys.leases}:saved`);
    await client.set(keys.leases, 'text of another program');
    return item?.ack();
  },
  nack: async ({ batch, name, keys, client }) => {
    const [item] = await batch.claim(...name, { limit: 1 });
    await client.rename(keys.leases, `${keys.leases}:saved`);
    await client.set(keys.leases, 'text of another program');
    return item?.nack();
  },
  extend: async ({ batch, name, keys, client }) => {
    const [item] = await batch.claim(...name, { limit: 1 });
    await client.rename(keys.leases, `${keys.leases}:saved`);
    await client.set(keys.leases, 'text of another program');
    return item?.extend(10);
  },
};

/** Value and expiry of all keys of the queue but the one replaced on purpose. */
async function state({ keys, client }: TestQueue): Promise<unknown[]> {
  return Promise.all(
    Object.values(keys).map(async (key) => [await client.dump(key), await client.pttl(key)]),
  );
}

/** A queue with waiting and leased items in which one key was replaced by a string. */
async function brokenQueue(queue: TestQueue, part: 'list' | 'leases' | 'registry'): Promise<void> {
  const { batch, name, keys, client } = queue;
  await batch.enqueueMany(...name, ['a', 'b', 'c']);
  await batch.claim(...name, { limit: 1, leaseSeconds: 0.001 });
  await client.set(keys[part], 'text of another program');
}

describe.each(topologies)('A key of another type on $name', (topology) => {
  const redis = useTopology(topology);

  const cases = Object.keys(OPERATIONS).flatMap((operation) =>
    (['list', 'leases', 'registry'] as const)
      // What enqueues touches neither leases nor has to look at them.
      .filter((part) => !(operation === 'enqueue' && part === 'leases'))
      .map((part) => [operation, part] as const),
  );

  it.each(cases)('makes %s fail, naming it, and changes nothing: %s', async (operation, part) => {
    const queue = testQueue(redis);
    await brokenQueue(queue, part);
    const before = await state(queue);
    await expect(OPERATIONS[operation]?.(queue)).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation, pool: 'handlers', key: JSON.stringify(queue.keys[part]) },
      message: expect.not.stringContaining('secret'),
    });
    expect(await state(queue)).toEqual(before);
  });

  it.each(Object.keys(OF_A_LEASE))('makes %s fail and changes nothing', async (operation) => {
    const queue = testQueue(redis);
    await queue.batch.enqueueMany(...queue.name, ['a', 'b']);
    await expect(OF_A_LEASE[operation]?.(queue)).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation, key: JSON.stringify(queue.keys.leases) },
    });
    expect(await queue.client.get(queue.keys.leases)).toBe('text of another program');
    expect(await queue.client.zcard(`${queue.keys.leases}:saved`)).toBe(1);
  });

  it('makes an ack fail that could not clear the registry afterwards', async () => {
    const queue = testQueue(redis);
    const { batch, name, keys, client } = queue;
    await batch.enqueue(...name, 'a');
    const [item] = await batch.claim(...name);
    await client.set(keys.registry, 'text of another program');
    const before = await state(queue);
    await expect(item?.ack()).rejects.toMatchObject({ details: { key: JSON.stringify(keys.registry) } });
    expect(await state(queue)).toEqual(before);
  });

  it.each(['pending', 'removing'] as const)('makes the coordinator fail: %s', async (part) => {
    const queue = testQueue(redis);
    const { coordinator, service, tenant, keys, client } = queue;
    await client.set(keys[part], 'text of another program');
    const failure = { code: 'WRONG_TYPE', details: { key: JSON.stringify(keys[part]) } };
    const before = await state(queue);
    await expect(coordinator.pendingTenants(service)).rejects.toMatchObject(failure);
    await expect(coordinator.removeFromPending(service, tenant)).rejects.toMatchObject(failure);
    expect(await state(queue)).toEqual(before);
  });

  it('says that items are queued if only the tenant cannot be marked', async () => {
    const { batch, name, keys, client } = testQueue(redis);
    await client.set(keys.pending, 'text of another program');
    await expect(batch.enqueue(...name, 'a')).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      message: expect.stringContaining('items are queued'),
    });
    expect(await batch.getChunk(...name, 0, -1)).toEqual(['a']);
  });

  it('in the registry keeps the tenant pending', async () => {
    const { coordinator, service, tenant, keys, client, batch, name } = testQueue(redis);
    await batch.enqueue(...name, 'a');
    await client.set(keys.registry, 'text of another program');
    await expect(coordinator.removeFromPending(service, tenant)).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'removeFromPending', key: JSON.stringify(keys.registry) },
    });
    expect(await client.sismember(keys.pending, tenant)).toBe(1);
    expect(await client.exists(keys.removing)).toBe(0);
  });
});
