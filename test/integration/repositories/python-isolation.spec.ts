import { describe, expect, it } from 'vitest';
import { DirectRecordView } from '../../support/record-view.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

// Ways in which one id or tenant of the Python library reaches another's records, each shown to be closed.

describe.each(topologies)('Isolation that the original lacks, on $name:', (topology) => {
  const redis = useTopology(topology);

  it('ids are never patterns', async () => {
    const { users, tables, sharedState } = repositoriesOf(redis.scope());
    for (const id of ['u1', 'u2']) {
      await users.upsert(id, { id });
      await tables.upsert('products', id, { id });
      await sharedState.of(id).upsert('chat', { id });
    }
    for (const pattern of ['*', 'u?', 'u[12]', 'u*']) {
      expect(await users.delete(pattern)).toBe(false);
      expect(await tables.deleteAllByPkid(pattern)).toBe(0);
      expect(await sharedState.of(pattern).list()).toEqual([]);
      expect(await sharedState.of(pattern).clearAll()).toBe(0);
      expect(await sharedState.named(pattern).findByField('id', 'u1', { scan: true })).toEqual([]);
      expect(await tables.of(pattern).findByField('id', 'u1', { scan: true })).toEqual([]);
    }
    for (const id of ['u1', 'u2']) {
      expect(await users.get(id)).toEqual({ id });
      expect(await tables.get('products', id)).toEqual({ id });
      expect(await sharedState.of(id).get('chat')).toEqual({ id });
    }
  });

  it('tenants that are patterns or reach into another’s keys are refused', () => {
    for (const tenant of ['*', 'acme[1]', 'a?', 'a:user', 'pending_batches', 'exp', '{acme}']) {
      expect(() => redis.scope({ tenant })).toThrow(expect.objectContaining({ statusCode: 400 }));
    }
  });

  it('a tenant whose name begins another’s finds and deletes only its own', async () => {
    const short = repositoriesOf(redis.scope());
    const others = ['.user', '-user', 'user', '_1'].map((end) =>
      repositoriesOf(redis.scope({ tenant: `${short.tenant}${end}` })),
    );
    for (const { users, tables, sharedState } of others) {
      await users.upsert('v', { name: 'Alice' });
      await tables.upsert('products', 'v', { name: 'Alice' });
      await sharedState.of('v').upsert('chat', { name: 'Alice' });
    }
    expect(await short.users.findByField('name', 'Alice', { scan: true, limit: 9 })).toEqual([]);
    expect(await short.tables.deleteAllByPkid('v')).toBe(0);
    expect(await short.sharedState.of('v').clearAll()).toBe(0);
    for (const { users } of others) {
      const found = await users.findByField('name', 'Alice', { scan: true, limit: 9 });
      expect(found).toEqual([{ id: 'v', record: { name: 'Alice' } }]);
    }
  });

  it('ids with and without colons never meet in one record', async () => {
    const { users, handlers, tables, sharedState } = repositoriesOf(redis.scope());
    const pairs = [
      [users.of('user:v'), users.of('user_v')],
      [new DirectRecordView(handlers, 'a:b', 'c'), new DirectRecordView(handlers, 'a', 'b:c')],
      [new DirectRecordView(tables, 'products', 'u:1'), new DirectRecordView(tables, 'products', 'u_1')],
      [new DirectRecordView(tables, 'a:b', 'u'), new DirectRecordView(tables, 'a_b', 'u')],
    ] as const;
    for (const [left, right] of pairs) {
      await left.set({ side: 'left' });
      expect(await right.get()).toBeNull();
      await right.set({ side: 'right' });
      expect(await left.get()).toEqual({ side: 'left' });
      expect(await right.delete()).toBe(true);
      expect(await left.exists()).toBe(true);
    }
    await sharedState.of('u:1').upsert('chat', { side: 'left' });
    expect(await sharedState.of('u_1').get('chat')).toBeNull();
    expect(await sharedState.of('u_1').clearAll()).toBe(0);
    expect(await sharedState.of('u:1').list()).toEqual(['chat']);
  });
});
