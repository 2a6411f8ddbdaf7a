import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('UserRepository on $name', (topology) => {
  const redis = useTopology(topology);
  const repository = (): UserRepository => new UserRepository(redis.scope());

  it('answers null for a record that does not exist', async () => {
    const users = repository();
    expect(await users.get('u1')).toBeNull();
    expect(await users.getField('u1', 'name')).toBeNull();
    expect(await users.exists('u1')).toBe(false);
  });

  it('tells a new record from an updated one', async () => {
    const users = repository();
    expect(await users.upsert('u1', { name: 'Alice' })).toBe(true);
    expect(await users.upsert('u1', { name: 'Bob' })).toBe(false);
    expect(await users.exists('u1')).toBe(true);
  });

  it('reads back every kind of value', async () => {
    const users = repository();
    const record = {
      name: 'Alice',
      phone: '0049',
      digits: '42',
      score: 42,
      ratio: 0.5,
      large: 9_007_199_254_740_993n,
      active: true,
      nothing: null,
      tags: ['a', 1, [false]],
      settings: { theme: 'dark', nested: { on: true } },
    };
    await users.upsert('u1', { ...record, lastLogin: new Date(0) });
    expect(await users.get('u1')).toEqual({ ...record, lastLogin: '1970-01-01T00:00:00.000Z' });
  });

  it('leaves fields that are not named, or are undefined, as they are', async () => {
    const users = repository();
    await users.upsert('u1', { name: 'Alice', score: 1 });
    await users.upsert('u1', { name: undefined, score: 2 });
    expect(await users.get('u1')).toEqual({ name: 'Alice', score: 2 });
  });

  it('changes nothing when no field is given', async () => {
    const users = repository();
    expect(await users.upsert('u1', {})).toBe(false);
    expect(await users.exists('u1')).toBe(false);
    await users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 100 });
    expect(await users.upsert('u1', { name: undefined }, { ttlSeconds: 5_000 })).toBe(false);
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
    expect(await users.ttl('u1')).toBeLessThanOrEqual(100);
  });

  it('replaces the whole record', async () => {
    const users = repository();
    expect(await users.set('u1', { name: 'Alice', score: 1 })).toBe(true);
    expect(await users.set('u1', { email: 'alice@example.com' })).toBe(false);
    expect(await users.get('u1')).toEqual({ email: 'alice@example.com' });
  });

  it('refuses to replace a record by nothing', async () => {
    const users = repository();
    await users.upsert('u1', { name: 'Alice' });
    await expect(users.set('u1', {})).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', statusCode: 400 });
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
  });

  it('refuses what is no object as a record', async () => {
    const bodies: readonly object[] = JSON.parse('[null, "text", 7, [["name", "Alice"]]]');
    for (const body of bodies) {
      await expect(repository().upsert('u1', body)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });

  it('writes and reads single fields', async () => {
    const users = repository();
    expect(await users.updateField('u1', 'profile', { theme: 'dark' })).toBe(true);
    expect(await users.updateField('u1', 'name', 'Alice')).toBe(false);
    expect(await users.getField('u1', 'profile')).toEqual({ theme: 'dark' });
    expect(await users.getField('u1', 'missing')).toBeNull();
  });

  it('names the field whose value cannot be stored', async () => {
    const users = repository();
    await expect(users.updateField('u1', 'name', undefined)).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
      message: expect.stringContaining('name'),
    });
    await expect(users.upsert('u1', { good: 1, bad: Number.NaN })).rejects.toMatchObject({
      code: 'UNSUPPORTED_VALUE',
      message: expect.stringContaining('bad'),
    });
    expect(await users.exists('u1')).toBe(false);
  });

  it('takes the record with its last field', async () => {
    const users = repository();
    await users.upsert('u1', { name: 'Alice', score: 1 });
    expect(await users.deleteField('u1', 'score')).toBe(true);
    expect(await users.deleteField('u1', 'score')).toBe(false);
    expect(await users.deleteField('u1', 'name')).toBe(true);
    expect(await users.exists('u1')).toBe(false);
  });

  it('deletes a record once', async () => {
    const users = repository();
    await users.upsert('u1', { name: 'Alice' });
    expect(await users.delete('u1')).toBe(true);
    expect(await users.delete('u1')).toBe(false);
    expect(await users.get('u1')).toBeNull();
  });

  it('keeps fields whose names mean something to JavaScript', async () => {
    const users = repository();
    const record = { ['__proto__']: 'p', constructor: 'c', toString: 't', 'a:b*{c}': 'g' };
    await users.upsert('u1', record);
    expect(await users.get('u1')).toEqual(record);
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });

  it.each(['', 'x'.repeat(1_025), 'a\0b', '\ud800'])('refuses the field name %j', async (field) => {
    const users = repository();
    const refusal = { code: 'INVALID_ARGUMENT', statusCode: 400 };
    await expect(users.upsert('u1', { good: 1, [field]: 1 })).rejects.toMatchObject({ statusCode: 400 });
    await expect(users.updateField('u1', field, 1)).rejects.toMatchObject(refusal);
    await expect(users.getField('u1', field)).rejects.toMatchObject(refusal);
    await expect(users.deleteField('u1', field)).rejects.toMatchObject(refusal);
    await expect(users.incrementField('u1', field)).rejects.toMatchObject(refusal);
    await expect(users.appendToList('u1', field, 1)).rejects.toMatchObject(refusal);
    expect(await users.exists('u1')).toBe(false);
  });

  it('is not poisoned by any text', async () => {
    const scope = redis.scope();
    const users = new UserRepository(scope);
    const texts = ['9'.repeat(5_000), '['.repeat(100_000), '{"a":', 'NaN', '"', '\\ud800', '\0'];
    const record = Object.fromEntries(texts.map((text, index) => [`field${index}`, text]));
    await users.upsert('u1', record);
    expect(await users.get('u1')).toEqual(record);
    const key = scope.runtime.keys.user(scope.tenantReference.resolve(), 'u2');
    await redis.client('user').hset(key, { ...record, good: '1' });
    expect(await users.get('u2')).toMatchObject({ good: 1, field1: texts[1], field2: texts[2] });
  });

  it('stores a record of fifty thousand fields whole', async () => {
    const users = repository();
    const record = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field${index}`, index]));
    await users.set('u1', record);
    expect(await users.get('u1')).toEqual(record);
  });

  it('keeps tenants apart', async () => {
    const [acme, globex] = [repository(), repository()];
    await acme.upsert('u1', { name: 'Alice' });
    expect(await globex.get('u1')).toBeNull();
    expect(await globex.delete('u1')).toBe(false);
    expect(await acme.get('u1')).toEqual({ name: 'Alice' });
  });

  it('works in the pool a call names', async () => {
    const users = repository();
    // @ts-expect-error an alias that nobody declared does not compile either
    await expect(users.get('u1', { pool: 'nowhere' })).rejects.toMatchObject({ code: 'UNKNOWN_POOL' });
    await users.upsert('u1', { name: 'Alice' }, { pool: 'handlers' });
    expect(await users.get('u1', { pool: 'handlers' })).toEqual({ name: 'Alice' });
    // In cluster all pools share the one database.
    expect(await users.exists('u1')).toBe(topology.clustered);
  });

  it('offers the same on a handle of one user', async () => {
    const users = repository();
    const alice = users.of('u1');
    expect(await alice.upsert({ name: 'Alice' })).toBe(true);
    expect(await alice.updateField('score', 1)).toBe(false);
    expect(await alice.incrementField('score')).toBe(2);
    expect(await alice.incrementField('score', 2)).toBe(4);
    expect(await alice.incrementField('score', 1n)).toBe(5n);
    expect(await alice.appendToList('tags', 'premium')).toBe(1);
    expect(await alice.getField('tags')).toEqual(['premium']);
    expect(await alice.deleteField('tags')).toBe(true);
    expect(await alice.get()).toEqual(await users.get('u1'));
    expect(await alice.renewTtl({ ttlSeconds: 'none' })).toBe(true);
    expect(await alice.ttl()).toBe('none');
    expect(await alice.set({ only: 1 })).toBe(false);
    expect(await alice.get()).toEqual({ only: 1 });
    expect(await alice.exists()).toBe(true);
    expect(await alice.delete()).toBe(true);
    expect(await users.exists('u1')).toBe(false);
  });
});
