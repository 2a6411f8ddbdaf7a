import { IsInt, IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { reindexAll } from '../../support/every-page.js';
import type { TenantScopeOptions } from '../../support/tenant-scope.js';
import { topologies, useTopology } from '../../support/topologies.js';

class Profile {
  @IsString() name!: string;
  @IsInt() age!: number;
}

describe.each(topologies)('findByField on $name', (topology) => {
  const redis = useTopology(topology);
  const repository = (options: TenantScopeOptions = {}): UserRepository =>
    new UserRepository(redis.scope({ indexes: { user: ['email', 'city', 'score', 'active'] }, ...options }));

  const idsOf = async (users: UserRepository, field: string, value: unknown, limit = 500) =>
    (await users.findByField(field, value, { limit })).map(({ id }) => id);

  it('finds the record with the value, and nothing for another value', async () => {
    const users = repository();
    await users.upsert('u1', { email: 'alice@example.com', name: 'Alice' });
    await users.upsert('u2', { email: 'bob@example.com', name: 'Bob' });
    expect(await users.findByField('email', 'bob@example.com')).toEqual([
      { id: 'u2', record: { email: 'bob@example.com', name: 'Bob' } },
    ]);
    expect(await users.findByField('email', 'carol@example.com')).toEqual([]);
  });

  it('returns one record unless told otherwise, the lowest id first', async () => {
    const users = repository();
    for (const id of ['c', 'a', 'b', 'B']) await users.upsert(id, { city: 'Lima' });
    expect(await users.findByField('city', 'Lima')).toEqual([{ id: 'B', record: { city: 'Lima' } }]);
    expect(await idsOf(users, 'city', 'Lima')).toEqual(['B', 'a', 'b', 'c']);
    expect(await idsOf(users, 'city', 'Lima', 2)).toEqual(['B', 'a']);
  });

  it.each<[string, unknown]>([
    ['text', 'Lima'],
    ['empty text', ''],
    ['text that looks like a number', '42'],
    ['text that looks like JSON', '{"a":1}'],
    ['number', 42],
    ['negative number', -0.5],
    ['bigint', 9_007_199_254_740_993n],
    ['boolean', true],
    ['null', null],
    ['Date', new Date(1_700_000_000_000)],
    ['unicode', 'Ñandú 😀 日本'],
    ['separators', 'a:b%c*?[x]{y}'],
    ['NUL', 'a\0b'],
    ['control characters', '\u0001\n\t'],
    ['64 bytes', 'x'.repeat(64)],
    ['65 bytes', 'x'.repeat(65)],
    ['a long text', 'ü'.repeat(10_000)],
  ])('finds %s, and tells it from what is nearly the same', async (_kind, value) => {
    const users = repository();
    const near = [
      `${String(value)}x`,
      `x${String(value)}`,
      `${String(value)}\0`,
      `${String(value)}\u0001`,
      'a',
    ];
    await users.upsert('hit', { city: value });
    await Promise.all(near.map(async (city, at) => users.upsert(`near${at}`, { city })));
    expect(await idsOf(users, 'city', value)).toEqual(['hit']);
  });

  it('tells values of different types apart', async () => {
    const users = repository();
    const values = { number: 1, text: '1', truth: true, word: 'true', nothing: null, none: 'null' };
    for (const [id, city] of Object.entries(values)) await users.upsert(id, { city });
    for (const [id, city] of Object.entries(values)) expect(await idsOf(users, 'city', city)).toEqual([id]);
  });

  it('finds equal values with long common beginnings one by one', async () => {
    const users = repository();
    const cities = Array.from({ length: 20 }, (_, at) => 'x'.repeat(60 + at));
    await Promise.all(cities.map(async (city) => users.upsert(city, { city })));
    for (const city of cities) expect(await idsOf(users, 'city', city)).toEqual([city]);
  });

  it('finds ids with every kind of character', async () => {
    const users = repository();
    const ids = ['a:b', 'a%3Ab', '*', '{x}', 'ü\n😀', '%', 'a b'];
    for (const id of ids) await users.upsert(id, { city: 'Lima' });
    expect((await idsOf(users, 'city', 'Lima')).toSorted()).toEqual(ids.toSorted());
  });

  it('finds numbers that another program wrote with a fraction of zeros', async () => {
    const users = repository({ tenant: 'prices' });
    const client = redis.client('user');
    const prefix = topology.clustered ? '{prices}' : 'prices';
    await client.hset(`${prefix}:user:u1`, 'score', '1.0');
    await client.hset(`${prefix}:user:u2`, 'score', '1.50');
    await client.hset(`${prefix}:user:u3`, 'score', '"1.50"');
    await reindexAll(async (options) => users.reindex(options));
    expect(await idsOf(users, 'score', 1)).toEqual(['u1']);
    expect(await idsOf(users, 'score', 1.5)).toEqual(['u2']);
    expect(await idsOf(users, 'score', '1.50')).toEqual(['u3']);
    await users.delete('u1');
    await users.delete('u2');
    await users.delete('u3');
  });

  it.each([[{ a: 1 }], [[1]], [undefined]])('refuses to search for %s', async (value) => {
    await expect(repository().findByField('city', value)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      statusCode: 400,
    });
  });

  it.each([0, -1, 1.5, 501, Number.NaN])('refuses a limit of %s', async (limit) => {
    await expect(repository().findByField('city', 'Lima', { limit })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'limit' },
    });
  });

  it('says where a field without an index would be declared', async () => {
    const users = repository();
    await users.upsert('u1', { name: 'Alice' });
    await expect(users.findByField('name', 'Alice')).rejects.toMatchObject({
      code: 'FIELD_NOT_INDEXED',
      message: expect.stringContaining('indexes.user'),
    });
  });

  it('reads models in what it finds, and fails for a record that does not satisfy them', async () => {
    const users = repository();
    await users.upsert('u1', { city: 'Lima', profile: Object.assign(new Profile(), { name: 'Al', age: 4 }) });
    const [found] = await users.findByField('city', 'Lima', { models: { profile: Profile } });
    expect(found?.record.profile).toBeInstanceOf(Profile);
    await users.updateField('u1', 'profile', { name: 1 });
    await expect(users.findByField('city', 'Lima', { models: { profile: Profile } })).rejects.toMatchObject({
      code: 'MODEL_VALIDATION',
    });
  });

  it('finds records of the pool it is asked for', async () => {
    const users = repository();
    await users.upsert('u1', { city: 'Lima' }, { pool: 'expiry' });
    expect(await users.findByField('city', 'Lima', { pool: 'expiry' })).toHaveLength(1);
    // In a cluster all pools share one database.
    expect(await users.findByField('city', 'Lima')).toHaveLength(topology.clustered ? 1 : 0);
    await users.delete('u1', { pool: 'expiry' });
    expect(await users.findByField('city', 'Lima', { pool: 'expiry' })).toEqual([]);
  });

  it('goes through many records a page at a time', async () => {
    const users = repository();
    const ids = Array.from({ length: 1_234 }, (_, at) => `u${String(at).padStart(4, '0')}`);
    await Promise.all(ids.map(async (id) => users.upsert(id, { city: 'Lima' })));
    const found: string[] = [];
    let cursor: string | null | undefined;
    let pages = 0;
    while (cursor !== null) {
      const page = await users.findPageByField('city', 'Lima', { cursor, limit: 100 });
      expect(page.records.length).toBeLessThanOrEqual(100);
      found.push(...page.records.map(({ id }) => id));
      cursor = page.cursor;
      pages += 1;
    }
    expect(found).toEqual(ids);
    expect(pages).toBe(13);
  });

  it('never finds records of another tenant', async () => {
    const users = repository();
    await repository().upsert('u1', { city: 'Lima' });
    expect(await users.findByField('city', 'Lima')).toEqual([]);
    expect(await users.findByField('city', 'Lima', { scan: true })).toEqual([]);
  });
});
