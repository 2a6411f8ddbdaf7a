import slotOf from 'cluster-key-slot';
import { describe, expect, it } from 'vitest';
import { BatchCoordinator } from '../../../libs/redis/src/repositories/batch/batch.coordinator.js';
import { BatchRepository } from '../../../libs/redis/src/repositories/batch/batch.repository.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { TenantRepository } from '../../../libs/redis/src/repositories/tenant.repository.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { statesOf } from '../agent/test-agents.js';
import { triggerFixture } from '../expiry/repository/trigger-fixture.js';

const IDS = Array.from({ length: 60 }, (_, at) => `u${at}`);

class VisitRepository extends TenantRepository {
  async add(page: string, day: string): Promise<number> {
    const keys = [this.key('visits', page), this.key('visits', page, day)] as const;
    return this.execute({ operation: 'add', pool: 'default', key: keys[0] }, async (client) => {
      // Two keys in one command: a cluster refuses it unless both are in one slot.
      await client.mset(keys[0], '1', keys[1], '1');
      return client.exists(...keys);
    });
  }
}

describe.each(topologies)('With a hash tag per entity, on $name', (topology) => {
  const redis = useTopology(topology);
  const scope = () => redis.scope({ hashTag: 'entity' });

  it('records of one tenant are in many slots, and every repository reads back what it wrote', async () => {
    const own = scope();
    const { keys, tenant, users, handlers, tables, sharedState } = repositoriesOf(own);
    const keyValue = new KeyValueRepository(own);
    await Promise.all(
      IDS.map(async (id) => {
        await users.upsert(id, { name: id, count: 1 });
        await users.incrementField(id, 'count', 2);
        await handlers.merge('chat', id, { step: id });
        await tables.upsert('orders', id, { total: id });
        await sharedState.of(id).upsert('scratch', { note: id });
        await keyValue.set(id, { id });
      }),
    );
    for (const id of IDS) {
      expect(await users.get(id)).toEqual({ name: id, count: 3 });
      expect(await handlers.get('chat', id)).toEqual({ step: id });
      expect(await tables.get('orders', id)).toEqual({ total: id });
      expect(await sharedState.of(id).get('scratch')).toEqual({ note: id });
      expect(await keyValue.get(id)).toEqual({ id });
    }
    for (const keyOf of [
      (id: string) => keys.user(tenant, id),
      (id: string) => keys.state(tenant, 'chat', id),
      (id: string) => keys.tableRow(tenant, 'orders', id),
      (id: string) => keys.sharedState(tenant, 'scratch', id),
      (id: string) => keys.keyValue(tenant, id),
    ]) {
      expect(new Set(IDS.map((id) => slotOf(keyOf(id)))).size).toBeGreaterThan(50);
    }
    expect((await tables.of('orders').list({ limit: 500 })).records).toHaveLength(IDS.length);
    expect(await sharedState.of('u7').list()).toEqual(['scratch']);
    expect(await tables.deleteAllByPkid('u7')).toBe(1);
    expect(await sharedState.of('u7').clearAll()).toBe(1);
    expect(await sharedState.of('u7').list()).toEqual([]);
    expect((await tables.of('orders').list({ limit: 500 })).records).toHaveLength(IDS.length - 1);
  });

  it('the queues of a service keep together, and services spread', async () => {
    const own = scope();
    const tenant = own.tenantReference.resolve();
    const { keys } = own.runtime;
    const batch = new BatchRepository(own);
    const coordinator = new BatchCoordinator(own.runtime);
    const services = IDS.slice(0, 20).map((id) => `${tenant}-${id}}`);
    for (const service of services) {
      await batch.enqueueMany(service, 'reports', 'send', [1, 2, 3]);
      const [first, second] = await batch.claim(service, 'reports', 'send', { limit: 2 });
      expect(await first?.ack()).toBe(true);
      expect(await second?.nack()).toBe(true);
      expect(await batch.length(service, 'reports', 'send')).toBe(2);
      expect(await coordinator.removeFromPending(service, tenant)).toBe(false);
      expect(await batch.ackAll(await batch.claim(service, 'reports', 'send'))).toBe(2);
      expect(await coordinator.removeFromPending(service, tenant)).toBe(true);
    }
    const slots = services.map((service) => slotOf(keys.batchList(tenant, service, 'reports', 'send')));
    expect(new Set(slots).size).toBeGreaterThan(15);
  });

  it('triggers are scheduled, listed, found in parts and cancelled, their keys in many slots', async () => {
    const { triggers, keys, client, tenant, claim, settle } = triggerFixture(scope());
    await triggers.setMany(
      IDS.map((identifier) => ({ action: 'remind', identifier, when: 600, payload: { identifier } })),
    );
    const ttlKeys = IDS.map((id) => keys.trigger(tenant, 'remind', id));
    expect(new Set(ttlKeys.map(slotOf)).size).toBeGreaterThan(50);
    expect(await Promise.all(ttlKeys.map(async (key) => client.exists(key)))).toEqual(IDS.map(() => 1));
    expect(
      (await triggers.list({ action: 'remind', limit: 500 })).triggers.map((t) => t.identifier).sort(),
    ).toEqual([...IDS].sort());
    expect(await triggers.delete('remind', 'u1')).toBe(true);
    expect(await triggers.deleteAllByIdentifier('u2')).toBe(1);
    await triggers.set('remind', 'a}:{b', { dueAt: new Date(0) }, { payload: 1 });
    const [due, ...others] = await claim('remind');
    expect(due).toMatchObject({ tenant, action: 'remind', identifier: 'a}:{b' });
    expect(others).toEqual([]);
    if (due !== undefined) await settle(due, { kind: 'ack' });
    expect(await triggers.get('remind', 'a}:{b')).toBeNull();
  });

  it('the threads of a tenant keep together, apart from everything else of the tenant', async () => {
    const own = scope();
    const tenant = own.tenantReference.resolve();
    const { keys } = own.runtime;
    const states = statesOf(own);
    for (const id of ['t1', 'a}b', 'idx']) {
      await states.create(id, { context: { id } });
      await states.addMessage(id, { type: 'human', content: id });
    }
    expect((await states.list()).threadIds.toSorted()).toEqual(['a}b', 'idx', 't1']);
    expect(await states.count()).toBe(3);
    expect(await states.get('a}b')).toMatchObject({ context: { id: 'a}b' } });
    expect(await states.delete('t1')).toBe(true);
    expect(await states.count()).toBe(2);
    expect(slotOf(keys.thread(tenant, 't1'))).toBe(slotOf(keys.threadIndex(tenant)));
  });

  it('keys of an own repository share a slot by their first id', async () => {
    const own = scope();
    expect(await new VisitRepository(own).add('/home', '2024-01-01')).toBe(2);
    const tenant = own.tenantReference.resolve();
    const slots = IDS.map((id) => slotOf(own.runtime.keys.own(tenant, 'visits', id)));
    expect(new Set(slots).size).toBeGreaterThan(50);
  });
});
