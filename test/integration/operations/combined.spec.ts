import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { BYTES, OTHER_BYTES, useOperations } from './operations-fixture.js';

describe.each(topologies)('hsetWithExpire on $name', (topology) => {
  const { redis, operations, key, binaryKey } = useOperations(topology);

  it('sets fields and the expiry, exactly', async () => {
    const name = key('hash');
    expect(await operations.hsetWithExpire(name, { a: 1, b: 'two' }, 100.9)).toBe(2);
    expect(await operations.hgetall(name)).toEqual({ a: '1', b: 'two' });
    const left = await redis.client('default').pttl(name);
    expect(left).toBeLessThanOrEqual(100_900);
    expect(left).toBeGreaterThan(100_000);
  });

  it('leaves other fields, and changes the expiry whatever it was', async () => {
    const name = key('hash');
    await operations.hset(name, 'old', 1);
    expect(await operations.hsetWithExpire(name, { old: 2, new: 3 }, 1_000)).toBe(1);
    expect(await operations.ttl(name)).toBeGreaterThan(990);
    expect(await operations.hsetWithExpire(name, { new: 4 }, 10)).toBe(0);
    expect(await operations.ttl(name)).toBeLessThanOrEqual(10);
    expect(await operations.hgetall(name)).toEqual({ old: '2', new: '4' });
  });

  it('sets more fields than fit on the stack of Lua', async () => {
    const name = key('many');
    const fields = Object.fromEntries(
      Array.from({ length: 9_001 }, (_unused, index) => [`f${index}`, index]),
    );
    expect(await operations.hsetWithExpire(name, fields, 100)).toBe(9_001);
    expect(await operations.hget(name, 'f9000')).toBe('9000');
    expect(Object.keys(await operations.hgetall(name))).toHaveLength(9_001);
  });

  it('sets bytes', async () => {
    const name = binaryKey();
    expect(await operations.hsetWithExpire(name, new Map([[BYTES, OTHER_BYTES]]), 100)).toBe(1);
    expect(await operations.hgetall(name, { as: 'buffer' })).toEqual([[BYTES, OTHER_BYTES]]);
    expect(await operations.ttl(name)).toBeGreaterThan(90);
  });
});

describe.each(topologies)('rpushAndSadd on $name', (topology) => {
  const { operations, key, redis } = useOperations(topology);

  it('appends and adds, and counts both', async () => {
    const [list, set] = [key('list'), key('set')];
    expect(await operations.rpushAndSadd(list, ['a', 1], set, ['x', 'y', 2n])).toEqual({
      length: 2,
      added: 3,
    });
    expect(await operations.rpushAndSadd(list, 'b', set, 'x')).toEqual({ length: 3, added: 0 });
    expect(await operations.lrange(list, 0, -1)).toEqual(['a', '1', 'b']);
    expect((await operations.smembers(set)).toSorted()).toEqual(['2', 'x', 'y']);
  });

  it('takes more than fits on the stack of Lua, in order', async () => {
    const [list, set] = [key('list'), key('set')];
    const values = Array.from({ length: 9_001 }, (_unused, index) => `v${index}`);
    const members = Array.from({ length: 8_001 }, (_unused, index) => `m${index}`);
    await operations.rpush(list, 'first');
    expect(await operations.rpushAndSadd(list, values, set, members)).toEqual({
      length: 9_002,
      added: 8_001,
    });
    expect(await operations.lrange(list, 0, -1)).toEqual(['first', ...values]);
    expect(new Set(await operations.smembers(set))).toEqual(new Set(members));
  });

  it('takes bytes', async () => {
    const tag = uniqueName('bytes');
    const keyOfBytes = (end: Buffer): Buffer => Buffer.concat([Buffer.from(`{${tag}}`), end]);
    const [list, set] = [keyOfBytes(BYTES), keyOfBytes(OTHER_BYTES)];
    expect(await operations.rpushAndSadd(list, BYTES, set, OTHER_BYTES)).toEqual({ length: 1, added: 1 });
    expect(await operations.lrange(list, 0, -1, { as: 'buffer' })).toEqual([BYTES]);
    expect(await operations.smembers(set, { as: 'buffer' })).toEqual([OTHER_BYTES]);
  });

  it('writes nothing if the list is none', async () => {
    const [list, set] = [key('list'), key('set')];
    await operations.set(list, 'text');
    await expect(operations.rpushAndSadd(list, 'a', set, 'x')).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'rpushAndSadd', pool: 'default', key: JSON.stringify(list) },
    });
    expect(await operations.get(list)).toBe('text');
    expect(await operations.exists(set)).toBe(false);
  });

  it('writes nothing if the set is none', async () => {
    const [list, set] = [key('list'), key('set')];
    await operations.hset(set, 'field', 'value');
    await expect(operations.rpushAndSadd(list, 'a', set, 'x')).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'rpushAndSadd', pool: 'default', key: JSON.stringify(set) },
    });
    expect(await operations.exists(list)).toBe(false);
    expect(await operations.hgetall(set)).toEqual({ field: 'value' });
  });

  it('refuses one key for both, as text or as bytes', async () => {
    const both = key('both');
    for (const set of [both, Buffer.from(both)]) {
      await expect(operations.rpushAndSadd(both, 'a', set, 'x')).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
    expect(await redis.client('default').exists(both)).toBe(0);
  });

  it('is never seen half done', async () => {
    const [list, set] = [key('list'), key('set')];
    const both = Promise.all(
      Array.from({ length: 50 }, async (_unused, index) => operations.rpushAndSadd(list, index, set, index)),
    );
    const seen = Promise.all(
      Array.from({ length: 50 }, async () =>
        redis
          .client('default')
          .eval('return {redis.call("LLEN", KEYS[1]), redis.call("SCARD", KEYS[2])}', 2, list, set),
      ),
    );
    for (const counts of await seen) {
      const [length, members]: number[] = Array.isArray(counts) ? counts : [];
      expect(length).toBe(members);
    }
    expect((await both).map(({ length }) => length).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_unused, index) => index + 1),
    );
  });
});
