import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

class Visit {
  page!: string;
  first!: boolean;
}

describe.each(topologies)('appendToList on $name', (topology) => {
  const redis = useTopology(topology);
  const repository = (): UserRepository => new UserRepository(redis.scope());

  it('starts a list and tells its length', async () => {
    const users = repository();
    expect(await users.appendToList('u1', 'tags', 'premium')).toBe(1);
    expect(await users.appendToList('u1', 'tags', 'beta')).toBe(2);
    expect(await users.getField('u1', 'tags')).toEqual(['premium', 'beta']);
  });

  it('appends to a list that was written as a field, empty or not', async () => {
    const users = repository();
    await users.upsert('u1', { empty: [], full: [1, [], {}] });
    expect(await users.appendToList('u1', 'empty', 'a')).toBe(1);
    expect(await users.appendToList('u1', 'full', 'a')).toBe(4);
    expect(await users.get('u1')).toEqual({ empty: ['a'], full: [1, [], {}, 'a'] });
  });

  it('keeps every one of fifty appends at the same time', async () => {
    const users = repository();
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const lengths = await Promise.all(
      numbers.map(async (number) => users.appendToList('u1', 'list', number)),
    );
    expect(lengths.toSorted((a, b) => a - b)).toEqual(numbers.map((number) => number + 1));
    const list = await users.getField('u1', 'list');
    expect(list).toHaveLength(50);
    expect(list).toEqual(expect.arrayContaining(numbers));
  });

  it('stores every kind of element and rewrites none of the others', async () => {
    const users = repository();
    const elements = [
      null,
      [],
      {},
      'te"xt\n]',
      '',
      '42',
      0.1,
      9_007_199_254_740_993n,
      { a: [{}] },
      ['}'],
      false,
    ];
    for (const element of elements) await users.appendToList('u1', 'list', element);
    expect(await users.getField('u1', 'list')).toEqual(elements);
  });

  it('appends models and dates, and goes on after them', async () => {
    const users = repository();
    await users.appendToList('u1', 'visits', Object.assign(new Visit(), { page: '/', first: true }));
    await users.appendToList('u1', 'visits', new Date(0));
    expect(await users.appendToList('u1', 'visits', 'last')).toBe(3);
    expect(await users.getField('u1', 'visits')).toEqual([
      { page: '/', first: expect.anything() },
      '1970-01-01T00:00:00.000Z',
      'last',
    ]);
  });

  it.each(['text', '[1]', 42, true, null, { 0: 'a' }, {}])('never overwrites %j', async (value) => {
    const users = repository();
    await users.upsert('u1', { value }, { ttlSeconds: 50 });
    await expect(users.appendToList('u1', 'value', 'new')).rejects.toMatchObject({
      code: 'FIELD_TYPE',
      details: { field: 'value', expected: 'a list' },
    });
    expect(await users.getField('u1', 'value')).toEqual(value);
    expect(await users.ttl('u1')).toBeLessThanOrEqual(50);
  });

  it('refuses what cannot be stored, before anything is sent', async () => {
    const users = repository();
    await expect(users.appendToList('u1', 'list', Number.NaN)).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
    });
    await expect(users.appendToList('u1', 'list', undefined)).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
    });
    await expect(users.appendToList('u1', 'list', () => 1)).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
    });
    expect(await users.exists('u1')).toBe(false);
  });
});
