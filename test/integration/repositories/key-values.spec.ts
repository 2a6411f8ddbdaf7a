import { describe, expect, it } from 'vitest';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('KeyValueRepository on $name', (topology) => {
  const redis = useTopology(topology);
  const repository = (): KeyValueRepository => new KeyValueRepository(redis.scope());

  it('sets, replaces, reads and deletes values', async () => {
    const values = repository();
    expect(await values.get('config')).toBeNull();
    expect(await values.set('config', { theme: 'dark', lang: 'en' })).toBe(true);
    expect(await values.set('config', { theme: 'light' })).toBe(false);
    expect(await values.get('config')).toEqual({ theme: 'light' });
    expect(await values.exists('config')).toBe(true);
    expect(await values.delete('config')).toBe(true);
    expect(await values.delete('config')).toBe(false);
    expect(await values.exists('config')).toBe(false);
  });

  it('reads every kind of value back as it was', async () => {
    const values = repository();
    const kinds = [
      '',
      'text',
      '42',
      'true',
      '[1]',
      42,
      -0.5,
      2n ** 70n,
      true,
      null,
      [],
      {},
      [{ a: 1 }],
      '\0\n😀',
    ];
    for (const value of kinds) {
      await values.set('key', value);
      expect(await values.get('key')).toEqual(value);
    }
  });

  it('keeps keys apart that differ in one character', async () => {
    const values = repository();
    const keys = ['a:b', 'a_b', 'a%3Ab', 'a%b', 'a b', 'A:B'];
    for (const key of keys) await values.set(key, key);
    for (const key of keys) expect(await values.get(key)).toBe(key);
  });

  it('never replaces a key of another type', async () => {
    const scope = redis.scope();
    const values = new KeyValueRepository(scope);
    const key = scope.runtime.keys.keyValue(scope.tenantReference.resolve(), 'k1');
    await redis.client('default').rpush(key, 'a', 'b');
    await expect(values.set('k1', 'value', { ttlSeconds: 10 })).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'set', pool: 'default', key: JSON.stringify(key) },
    });
    await expect(values.get('k1')).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(await values.setIfAbsent('k1', 'value')).toBe(false);
    expect(await redis.client('default').lrange(key, 0, -1)).toEqual(['a', 'b']);
    expect(await values.ttl('k1')).toBe('none');
  });

  describe('setIfAbsent', () => {
    it('leaves an existing value and its expiry alone', async () => {
      const values = repository();
      expect(await values.setIfAbsent('lock', 'first', { ttlSeconds: 50 })).toBe(true);
      expect(await values.setIfAbsent('lock', 'second', { ttlSeconds: 5_000 })).toBe(false);
      expect(await values.get('lock')).toBe('first');
      expect(await values.ttl('lock')).toBeLessThanOrEqual(50);
      await values.delete('lock');
      expect(await values.setIfAbsent('lock', 'third')).toBe(true);
      expect(await values.ttl('lock')).toBe('none');
    });

    it('succeeds for one of many at the same time', async () => {
      const values = repository();
      const results = await Promise.all(
        Array.from({ length: 50 }, async (_, index) => values.setIfAbsent('lock', index)),
      );
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await values.get('lock')).toBe(results.indexOf(true));
    });

    it('gives the default expiry where there is one', async () => {
      const values = new KeyValueRepository(redis.scope({ ttl: { keyValue: 300 } }));
      await values.setIfAbsent('plain', 1);
      await values.setIfAbsent('kept', 1, { ttlSeconds: 'keep' });
      await values.setIfAbsent('none', 1, { ttlSeconds: 'none' });
      expect(await values.ttl('plain')).toBeGreaterThan(290);
      expect(await values.ttl('kept')).toBeGreaterThan(290);
      expect(await values.ttl('none')).toBe('none');
      await expect(values.setIfAbsent('bad', 1, { ttlSeconds: 0 })).rejects.toMatchObject({
        statusCode: 400,
      });
    });
  });
});
