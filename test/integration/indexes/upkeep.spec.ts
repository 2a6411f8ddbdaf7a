import { describe, expect, it } from 'vitest';
import { StateHandlerRepository } from '../../../libs/redis/src/repositories/state-handlers/state-handler.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { entriesOf } from '../../support/index-entries.js';
import type { TenantScopeOptions } from '../../support/tenant-scope.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('Index entries on $name', (topology) => {
  const redis = useTopology(topology);

  /** Users with one indexed field, and a look into its index. */
  function indexedUsers(options: TenantScopeOptions = {}) {
    const scope = redis.scope({ indexes: { user: ['city'] }, ttl: { users: 1_000 }, ...options });
    const { keys } = scope.runtime;
    const tenant = scope.tenantReference.resolve();
    const client = redis.client('user');
    const index = keys.index(tenant, 'user', 'city');
    return {
      users: new UserRepository(scope),
      client,
      index,
      keyOf: (id: string) => keys.user(tenant, id),
      entries: async () => entriesOf(client, index),
      ttl: async () => client.pttl(index).then((ms) => (ms > 0 ? ms / 1_000 : ms)),
    };
  }

  it('follow every kind of write', async () => {
    const { users, entries } = indexedUsers();
    await users.upsert('u1', { city: 'Lima', name: 'A' });
    expect(await entries()).toEqual([['Lima', 'u1']]);
    await users.upsert('u1', { name: 'B' });
    expect(await entries()).toEqual([['Lima', 'u1']]);
    await users.updateField('u1', 'city', 'Oslo');
    expect(await entries()).toEqual([['Oslo', 'u1']]);
    await users.set('u1', { city: 'Rome' });
    expect(await entries()).toEqual([['Rome', 'u1']]);
    await users.set('u1', { name: 'C' });
    expect(await entries()).toEqual([]);
    await users.incrementField('u1', 'city', 41);
    await users.incrementField('u1', 'city');
    expect(await entries()).toEqual([['42', 'u1']]);
    await users.incrementField('u1', 'city', 0.5);
    expect(await entries()).toEqual([['42.5', 'u1']]);
    await users.incrementField('u1', 'city', 1n).catch(() => undefined);
    expect(await entries()).toEqual([['42.5', 'u1']]);
    await users.deleteField('u1', 'city');
    expect(await entries()).toEqual([]);
    await users.appendToList('u1', 'city', 'a');
    await users.appendToList('u1', 'city', 'b');
    expect(await entries()).toEqual([['["a","b"]', 'u1']]);
    await users.delete('u1');
    expect(await entries()).toEqual([]);
  });

  it('go with the last field of a record', async () => {
    const { users, entries } = indexedUsers();
    await users.upsert('u1', { city: 'Lima' });
    await users.deleteField('u1', 'city');
    expect(await users.exists('u1')).toBe(false);
    expect(await entries()).toEqual([]);
  });

  it('follow a merge', async () => {
    const scope = redis.scope({ indexes: { handlers: ['step'] } });
    const handlers = new StateHandlerRepository(scope);
    await handlers.upsert('chat', 'u1', { step: 1, topic: 'a' });
    await handlers.merge('chat', 'u1', { step: 2 });
    expect(await handlers.named('chat').findByField('step', 1)).toEqual([]);
    expect(await handlers.named('chat').findByField('step', 2)).toEqual([
      { id: 'u1', record: { step: 2, topic: 'a' } },
    ]);
    expect(await handlers.named('other').findByField('step', 2)).toEqual([]);
  });

  it('come back with the next write when the index was lost', async () => {
    const { users, client, index, entries } = indexedUsers();
    await users.upsert('u1', { city: 'Lima' });
    await client.del(index);
    await users.upsert('u1', { city: 'Lima' });
    expect(await entries()).toEqual([['Lima', 'u1']]);
  });

  describe('live as long as the longest-lived record', () => {
    it('and at most a quarter longer', async () => {
      const { users, ttl } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' }, { ttlSeconds: 100 });
      expect(await ttl()).toBeGreaterThan(99);
      expect(await ttl()).toBeLessThanOrEqual(125);
      await users.upsert('u2', { city: 'Lima' }, { ttlSeconds: 10 });
      expect(await ttl()).toBeGreaterThan(99);
      await users.upsert('u3', { city: 'Lima' }, { ttlSeconds: 500 });
      expect(await ttl()).toBeGreaterThan(499);
    });

    it.each<[string, (users: UserRepository) => Promise<unknown>]>([
      ['a write of the same value', async (users) => users.upsert('u1', { city: 'Lima' })],
      ['a write of another field', async (users) => users.updateField('u1', 'name', 'A')],
      ['an increment', async (users) => users.incrementField('u1', 'logins')],
      ['an append', async (users) => users.appendToList('u1', 'tags', 'a')],
      ['renewTtl', async (users) => users.renewTtl('u1')],
    ])('after %s', async (_name, write) => {
      const { users, ttl, entries } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' }, { ttlSeconds: 10 });
      await write(users);
      expect(await users.ttl('u1')).toBeGreaterThan(990);
      expect(await ttl()).toBeGreaterThan(990);
      expect(await entries()).toEqual([['Lima', 'u1']]);
    });

    it.each<[string, (users: UserRepository) => Promise<unknown>]>([
      ['from the beginning', async (users) => users.upsert('u2', { city: 'Oslo' }, { ttlSeconds: 'none' })],
      ['from a renewal on', async (users) => users.renewTtl('u1', { ttlSeconds: 'none' })],
    ])('for ever, if a record does so %s', async (_name, act) => {
      const { users, ttl } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' });
      await act(users);
      expect(await ttl()).toBe(-1);
      await users.upsert('u3', { city: 'Rome' }, { ttlSeconds: 5 });
      expect(await ttl()).toBe(-1);
    });

    it('and the last expiry takes the index away', async () => {
      const { users, client, index } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' }, { ttlSeconds: 0.1 });
      await expect.poll(async () => client.exists(index)).toBe(0);
    });
  });

  describe('that are stale', () => {
    it('are never returned, and are removed by whoever meets them', async () => {
      const { users, entries } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' }, { ttlSeconds: 0.05 });
      await users.upsert('u2', { city: 'Lima' });
      await expect.poll(async () => users.exists('u1')).toBe(false);
      const found = await users.findByField('city', 'Lima', { limit: 10 });
      expect(found.map(({ id }) => id)).toEqual(['u2']);
      expect(await entries()).toEqual([['Lima', 'u2']]);
    });

    it('are not returned for a record that was created anew with another value', async () => {
      const { users, client, keyOf, entries } = indexedUsers();
      await users.upsert('u1', { city: 'Lima' });
      await client.hset(keyOf('u1'), 'city', 'Oslo');
      expect(await users.findByField('city', 'Lima')).toEqual([]);
      expect(await entries()).toEqual([]);
    });

    it('do not hide the live ones behind them, however many they are', async () => {
      const { users, client, index } = indexedUsers();
      const stale = Array.from({ length: 3_000 }, (_, at) => `a${String(at).padStart(4, '0')}`);
      await client.zadd(index, ...stale.flatMap((id) => [0, `Lima\0${id}`]));
      await users.upsert('z', { city: 'Lima' });
      expect((await users.findByField('city', 'Lima')).map(({ id }) => id)).toEqual(['z']);
    });
  });

  describe('of another Redis type', () => {
    it.each<[string, (users: UserRepository) => Promise<unknown>]>([
      ['upsert', async (users) => users.upsert('u1', { city: 'Oslo', name: 'B' })],
      ['upsert of a new record', async (users) => users.upsert('u2', { city: 'Oslo' })],
      ['set', async (users) => users.set('u1', { city: 'Oslo' })],
      ['updateField', async (users) => users.updateField('u1', 'name', 'B')],
      ['incrementField', async (users) => users.incrementField('u1', 'logins')],
      ['appendToList', async (users) => users.appendToList('u1', 'tags', 'a')],
      ['deleteField', async (users) => users.deleteField('u1', 'name')],
      ['delete', async (users) => users.delete('u1')],
    ])('fail %s, and nothing is half written', async (_name, write) => {
      const { users, client, index, keyOf } = indexedUsers();
      await users.upsert('u1', { city: 'Lima', name: 'A' });
      await client.del(index);
      await client.set(index, 'something else');
      await expect(write(users)).rejects.toMatchObject({ code: 'WRONG_TYPE' });
      expect(await client.hgetall(keyOf('u1'))).toEqual({ city: 'Lima', name: 'A' });
      expect(await client.exists(keyOf('u2'))).toBe(0);
      expect(await client.get(index)).toBe('something else');
    });
  });
});
