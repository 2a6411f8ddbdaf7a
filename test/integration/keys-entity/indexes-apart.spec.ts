import { describe, expect, it } from 'vitest';
import { pruneApart } from '../../../libs/redis/src/repositories/indexes/prune-apart.js';
import { indexedKey } from '../../../libs/redis/src/repositories/indexes/record-indexing.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { entriesOf } from '../../support/index-entries.js';
import { reindexAll } from '../../support/every-page.js';
import { repositoriesOf } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';

const CITIES = ['Lima', 'Oslo', 'Rome', 'Bern'];

describe.each(topologies)('Indexes in other slots than their records, on $name', (topology) => {
  const redis = useTopology(topology);

  function indexedUsers() {
    const scope = redis.scope({
      hashTag: 'entity',
      indexes: { user: ['city'], sharedState: ['city'], tables: { orders: ['city'] } },
      ttl: { users: 1_000 },
    });
    const { keys } = scope.runtime;
    const tenant = scope.tenantReference.resolve();
    const client = redis.client('user');
    const index = keys.index(tenant, 'user', 'city');
    return {
      ...repositoriesOf(scope),
      scope,
      client,
      index,
      keyOf: (id: string) => keys.user(tenant, id),
      entries: async () => entriesOf(client, index),
      find: async (users: UserRepository, city: string) =>
        (await users.findByField('city', city, { limit: 500 })).map(({ id }) => id),
    };
  }

  it('follow every kind of write', async () => {
    const { users, entries } = indexedUsers();
    await users.upsert('u1', { city: 'Lima', name: 'A' });
    expect(await entries()).toEqual([['Lima', 'u1']]);
    await users.updateField('u1', 'city', 'Oslo');
    expect(await entries()).toEqual([['Oslo', 'u1']]);
    await users.set('u1', { city: 3 });
    expect(await entries()).toEqual([['3', 'u1']]);
    await users.incrementField('u1', 'city');
    expect(await entries()).toEqual([['4', 'u1']]);
    await users.deleteField('u1', 'city');
    expect(await entries()).toEqual([]);
    await users.appendToList('u1', 'city', 'x');
    expect(await entries()).toEqual([['["x"]', 'u1']]);
    await users.delete('u1');
    expect(await entries()).toEqual([]);
  });

  it('find and list records of all slots, page after page, by id', async () => {
    const { users, tables, sharedState } = indexedUsers();
    const ids = Array.from({ length: 30 }, (_, at) => `u${String(at).padStart(2, '0')}`);
    const orders = tables.of('orders');
    await Promise.all(
      ids.map(async (id, at) => {
        const city = CITIES[at % 2] ?? '';
        await Promise.all([
          users.upsert(id, { city }),
          orders.upsert(id, { city }),
          sharedState.of(id).upsert('chat', { city }),
        ]);
      }),
    );
    const even = ids.filter((_, at) => at % 2 === 0);
    for (const records of [users, orders, sharedState.named('chat')]) {
      const found: string[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await records.findPageByField('city', 'Lima', { limit: 4, cursor });
        found.push(...page.records.map(({ id }) => id));
        cursor = page.cursor;
      }
      expect(found).toEqual(even);
    }
    expect((await orders.list({ limit: 500 })).records.map(({ id }) => id)).toEqual(ids);
  });

  it('scan and reindex records on all nodes, and reindex can be resumed', async () => {
    const { users, client, keyOf, find } = indexedUsers();
    const ids = Array.from({ length: 1_500 }, (_, at) => `f${at}`);
    await Promise.all(ids.map(async (id) => client.hset(keyOf(id), 'city', id === 'f7' ? 'Oslo' : 'Lima')));
    expect(await find(users, 'Oslo')).toEqual([]);
    const scanned = await users.findByField('city', 'Oslo', { scan: true, limit: 5 });
    expect(scanned.map(({ id }) => id)).toEqual(['f7']);
    const { indexed, steps } = await reindexAll(async (options) => users.reindex(options));
    expect(indexed).toBeGreaterThanOrEqual(ids.length);
    expect(steps).toBeGreaterThan(1);
    expect(await find(users, 'Oslo')).toEqual(['f7']);
    await expect(users.reindex({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('are never missing a record, and never name another, while many write', async () => {
    const { users, find, entries } = indexedUsers();
    const ids = ['u1', 'u2', 'u3', 'u4', 'u5'];
    const last = new Map<string, string | null>();
    const write = async (id: string, at: number): Promise<void> => {
      const city = CITIES[(at * 7 + id.charCodeAt(1)) % 4] ?? '';
      const gone = at % 5 === 4;
      await (gone ? users.delete(id) : users.upsert(id, { city }));
      last.set(id, gone ? null : city);
    };
    const readers = { done: false };
    const reading = (async () => {
      while (!readers.done) {
        for (const city of CITIES) {
          for (const { record } of await users.findByField('city', city, { limit: 500 })) {
            expect(record).toEqual({ city });
          }
        }
      }
    })();
    await Promise.all(
      ids.map(async (id) => {
        for (let at = 0; at < 60; at++) await write(id, at);
      }),
    );
    // Several at once on one record: whichever was last, it is found.
    await Promise.all(CITIES.map(async (city) => users.upsert('shared', { city })));
    readers.done = true;
    await reading;
    last.set('shared', String(await users.getField('shared', 'city')));
    for (const city of CITIES) {
      const expected = [...last].filter(([, value]) => value === city).map(([id]) => id);
      expect(await find(users, city)).toEqual(expected.toSorted());
    }
    expect((await entries()).length).toBeLessThanOrEqual(ids.length + CITIES.length);
  });

  it('find what was written although the writer stopped before the last step', async () => {
    const { users, client, keyOf, scope, find } = indexedUsers();
    const { keys } = scope.runtime;
    const tenant = scope.tenantReference.resolve();
    const indexing = {
      kind: 'user',
      group: undefined,
      prefix: keys.users(tenant),
      fields: ['city'],
      recordIndexes: [],
    } as const;
    const { apart } = indexedKey(scope.runtime, tenant, keyOf('u1'), indexing);
    const stopped = apart?.around(client, 1_000_000, ['city', 'Lima'], async () => {
      await client.hset(keyOf('u1'), 'city', 'Lima');
      throw new Error('stopped');
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(await find(users, 'Lima')).toEqual(['u1']);
  });

  it('lose stale entries to readers and to later writes', async () => {
    const { users, client, keyOf, index, entries, find } = indexedUsers();
    await users.upsert('u1', { city: 'Lima' });
    await client.hset(keyOf('u1'), 'city', 'Oslo');
    expect(await find(users, 'Lima')).toEqual([]);
    expect(await entries()).toEqual([]);
    await client.zadd(index, ...Array.from({ length: 40 }, (_, at) => [0, `Lima\0gone${at}`]).flat());
    for (let at = 0; at < 100; at++) await users.upsert(`v${at}`, { city: 'Rome' });
    expect((await entries()).length).toBeLessThan(130);
    await users.findByField('city', 'Lima');
    expect((await entries()).length).toBe(100);
  });

  it('keep an entry that was true again by the time it was removed', async () => {
    const { users, client, keyOf, index, entries } = indexedUsers();
    await users.upsert('u1', { city: 'Lima' });
    const entry = { record: keyOf('u1'), index, field: 'city', text: 'Lima', suffix: 'u1' };
    expect(await pruneApart(client, entry)).toBe(false);
    expect(await entries()).toEqual([['Lima', 'u1']]);
    await client.hset(keyOf('u1'), 'city', 'Oslo');
    expect(await pruneApart(client, entry)).toBe(true);
    expect(await entries()).toEqual([]);
  });

  it('live as long as the longest-lived record', async () => {
    const { users, client, index } = indexedUsers();
    await users.upsert('u1', { city: 'Lima' });
    expect(await client.pttl(index)).toBeGreaterThan(1_000_000);
    await users.upsert('u2', { city: 'Lima' }, { ttlSeconds: 5_000 });
    expect(await client.pttl(index)).toBeGreaterThan(5_000_000);
    await users.renewTtl('u1', { ttlSeconds: 'none' });
    expect(await client.pttl(index)).toBe(-1);
  });

  it.each<[string, (users: UserRepository) => Promise<unknown>]>([
    ['upsert', async (users) => users.upsert('u1', { city: 'Oslo' })],
    ['incrementField', async (users) => users.incrementField('u1', 'logins')],
    ['deleteField', async (users) => users.deleteField('u1', 'name')],
    ['delete', async (users) => users.delete('u1')],
  ])('of another Redis type fail %s before anything is written', async (_name, write) => {
    const { users, client, index, keyOf } = indexedUsers();
    await users.upsert('u1', { city: 'Lima', name: 'A' });
    await client.del(index);
    await client.set(index, 'something else');
    await expect(write(users)).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(await client.hgetall(keyOf('u1'))).toEqual({ city: 'Lima', name: 'A' });
    expect(await client.get(index)).toBe('something else');
  });
});
