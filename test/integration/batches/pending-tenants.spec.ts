import { describe, expect, it } from 'vitest';
import { RecordingLogger } from '../../support/recording-logger.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { allPending, testQueue } from './test-queue.js';

describe.each(topologies)('Pending tenants on $name', (topology) => {
  const redis = useTopology(topology);

  it('are those with items of the service', async () => {
    const acme = testQueue(redis);
    const globex = testQueue(redis, { service: acme.service });
    const elsewhere = testQueue(redis);
    expect(await allPending(acme.coordinator, acme.service)).toEqual([]);
    await acme.batch.enqueue(...acme.name, 1);
    await globex.batch.enqueueMany(...globex.name, [1, 2]);
    await elsewhere.batch.enqueue(...elsewhere.name, 1);
    expect(await allPending(acme.coordinator, acme.service)).toEqual([acme.tenant, globex.tenant].toSorted());
  });

  it('stay until no queue of theirs has waiting, leased or returned items', async () => {
    const first = testQueue(redis);
    const { batch, name, coordinator, service, tenant } = first;
    const second = testQueue(redis, { tenant, service, entity: 'invoices' });
    const remove = async (): Promise<boolean> => coordinator.removeFromPending(service, tenant);
    const isPending = async (): Promise<boolean> => (await allPending(coordinator, service)).includes(tenant);
    await batch.enqueue(...name, 1);
    await second.batch.enqueue(...second.name, 2);
    expect([await remove(), await isPending()]).toEqual([false, true]);
    const [item] = await batch.claim(...name);
    expect([await remove(), await isPending()]).toEqual([false, true]);
    await item?.ack();
    expect([await remove(), await isPending()]).toEqual([false, true]);
    const [other] = await second.batch.claim(...second.name);
    await other?.nack({ delaySeconds: 1_000 });
    expect([await remove(), await isPending()]).toEqual([false, true]);
    await other?.ack();
    expect([await remove(), await isPending()]).toEqual([false, true]);
    await first.client.del(second.keys.leases);
    expect([await remove(), await isPending()]).toEqual([true, false]);
    expect(await first.client.exists(first.keys.registry)).toBe(0);
    expect(await first.client.exists(first.keys.removing)).toBe(0);
    expect([await remove(), await isPending()]).toEqual([true, false]);
  });

  it('are pending again with their next item', async () => {
    const { batch, name, coordinator, service, tenant } = testQueue(redis);
    for (let round = 0; round < 3; round++) {
      await batch.enqueue(...name, round);
      expect(await allPending(coordinator, service)).toEqual([tenant]);
      await batch.ackAll(await batch.claim(...name));
      expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
      expect(await allPending(coordinator, service)).toEqual([]);
    }
  });

  it('are put back if they were taken off while items were left', async () => {
    const { batch, name, coordinator, service, tenant, keys, client } = testQueue(redis);
    await batch.enqueue(...name, 1);
    await client.srem(keys.pending, tenant);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    expect(await allPending(coordinator, service)).toEqual([tenant]);
  });

  it('are found after a remover died in the middle, and the next removal tidies up', async () => {
    const { batch, name, coordinator, service, tenant, keys, client } = testQueue(redis);
    await batch.enqueue(...name, 1);
    await client.srem(keys.pending, tenant);
    await client.hset(keys.removing, tenant, 'token of the dead');
    expect(await allPending(coordinator, service)).toEqual([tenant]);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    expect(await client.smembers(keys.pending)).toEqual([tenant]);
    expect(await client.exists(keys.removing)).toBe(0);
    await client.hset(keys.removing, tenant, 'token of the dead');
    await batch.ackAll(await batch.claim(...name));
    expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    expect(await allPending(coordinator, service)).toEqual([]);
  });

  it('are looked at queue by queue, however many queues there are', async () => {
    const { batch, coordinator, service, tenant, keys, client } = testQueue(redis);
    const entities = Array.from({ length: 350 }, (_, index) => `entity${index}`);
    await Promise.all(entities.map(async (entity) => batch.enqueue(service, entity, 'send', 1)));
    const claims = await Promise.all(entities.map(async (entity) => batch.claim(service, entity, 'send')));
    const last = claims[349] ?? [];
    expect(await batch.ackAll(claims.slice(0, 349).flat())).toBe(349);
    expect(await client.zcard(keys.registry)).toBe(1);
    // Queues that ended unnoticed, on several pages, around the one with items.
    const names = entities.flatMap((entity) => ['0', `${entity}:send`]);
    await client.zadd(keys.registry, ...names);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    expect(await batch.ackAll(last)).toBe(1);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    expect(await client.exists(keys.registry)).toBe(0);
  });

  it('come in pages over any number of them', async () => {
    const { coordinator, service, keys, client } = testQueue(redis);
    const tenants = Array.from({ length: 2_000 }, (_, index) => `tenant${index}`);
    await client.sadd(keys.pending, ...tenants.slice(0, 1_500));
    await client.hset(keys.removing, ...tenants.slice(1_400).flatMap((tenant) => [tenant, 'token']));
    const first = await coordinator.pendingTenants(service, { limit: 50 });
    expect(first.tenants.length).toBeLessThan(300);
    expect(first.cursor).not.toBeNull();
    expect(await allPending(coordinator, service)).toEqual(tenants.toSorted());
    expect((await coordinator.pendingTenants(service, { limit: 10_000 })).cursor).toBeNull();
  });

  it('are tenant ids: what else is in the set is left out with a warning', async () => {
    const logger = new RecordingLogger();
    const { coordinator, service, keys, client, tenant } = testQueue(redis, { logger });
    await client.sadd(
      keys.pending,
      tenant,
      '',
      'a:b',
      '*',
      'pending_batches',
      '../x',
      '{acme}',
      'x'.repeat(500),
    );
    expect(await allPending(coordinator, service)).toEqual([tenant]);
    expect(logger.warnings).toEqual([expect.stringContaining('7 member(s) that are no tenant ids')]);
    expect(logger.warnings.join().length).toBeLessThan(600);
  });

  it.each(['', 'a:b', '*', 'exp', '{acme}', '../x'])('are not removed by the name %j', async (name) => {
    const { coordinator, service } = testQueue(redis);
    await expect(coordinator.removeFromPending(service, name)).rejects.toMatchObject({
      code: 'INVALID_TENANT',
      statusCode: 400,
    });
  });

  it('are found also if only another program writes and reads their queues', async () => {
    const { coordinator, service, tenant, keys, client } = testQueue(redis);
    await client.rpush(keys.list, '{"a": 1}');
    await client.sadd(keys.pending, tenant);
    const queues = [
      { entity: 'none', action: 'such' },
      { entity: 'reports', action: 'send' },
    ];
    expect(await coordinator.removeFromPending(service, tenant, { queues })).toBe(false);
    // Noticed once, it need not be named again.
    expect(await client.zrange(keys.registry, '0', '-1')).toEqual(['reports:send']);
    expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
    await client.del(keys.list);
    expect(await coordinator.removeFromPending(service, tenant, { queues })).toBe(true);
  });

  it.each(['claim', 'length', 'getChunk', 'trim'] as const)(
    'keep a queue of another program that %s came across',
    async (method) => {
      const { batch, name, coordinator, service, tenant, keys, client } = testQueue(redis);
      const calls = {
        claim: async () => batch.claim(...name),
        length: async () => batch.length(...name),
        getChunk: async () => batch.getChunk(...name, 0, 0),
        trim: async () => batch.trim(...name, 0, 0),
      };
      await calls[method]();
      expect(await client.exists(keys.registry)).toBe(0);
      await client.rpush(keys.list, 'a', 'b');
      await client.sadd(keys.pending, tenant);
      await calls[method]();
      expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
      expect(await allPending(coordinator, service)).toEqual([tenant]);
    },
  );

  it('are apart by service, whatever braces and colons its name holds', async () => {
    const services = [
      '{x}',
      'x',
      '}{',
      '{}',
      '{',
      '}',
      'a}b',
      '{a}:removing',
      '{a}',
      'a:removing',
      'é}',
      '{a{b}c}',
    ];
    const prefix = uniqueName('svc');
    const queues = services.map((service) => testQueue(redis, { service: `${prefix}${service}` }));
    await Promise.all(queues.map(async ({ batch, name }) => batch.enqueue(...name, 1)));
    const slots = new Set<string>();
    for (const { coordinator, service, tenant, batch, name, keys } of queues) {
      expect(await allPending(coordinator, service)).toEqual([tenant]);
      expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
      await batch.ackAll(await batch.claim(...name));
      expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
      expect(await allPending(coordinator, service)).toEqual([]);
      slots.add(keys.removing);
    }
    expect(slots.size).toBe(services.length);
  });
});
