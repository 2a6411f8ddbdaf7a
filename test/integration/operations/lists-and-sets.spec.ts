import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { BYTES, OTHER_BYTES, useOperations } from './operations-fixture.js';

describe.each(topologies)('Operations on lists on $name', (topology) => {
  const { operations, key, binaryKey } = useOperations(topology);

  it('rpush appends in order and llen counts', async () => {
    const name = key('list');
    expect(await operations.llen(name)).toBe(0);
    expect(await operations.rpush(name, 'a')).toBe(1);
    expect(await operations.rpush(name, ['b', 3, 4n])).toBe(4);
    expect(await operations.llen(name)).toBe(4);
    expect(await operations.lrange(name, 0, -1)).toEqual(['a', 'b', '3', '4']);
  });

  it('lrange and ltrim include both ends', async () => {
    const name = key('list');
    await operations.rpush(name, ['a', 'b', 'c', 'd', 'e']);
    expect(await operations.lrange(name, 1, 2)).toEqual(['b', 'c']);
    expect(await operations.lrange(name, -2, 100)).toEqual(['d', 'e']);
    expect(await operations.lrange(name, 3, 1)).toEqual([]);
    expect(await operations.ltrim(name, 1, -2)).toBeUndefined();
    expect(await operations.lrange(name, 0, -1)).toEqual(['b', 'c', 'd']);
    await operations.ltrim(name, 5, 9);
    expect(await operations.exists(name)).toBe(false);
  });

  it('lpop takes one element, or as many as asked for', async () => {
    const name = key('list');
    expect(await operations.lpop(name)).toBeNull();
    expect(await operations.lpop(name, { count: 2 })).toEqual([]);
    await operations.rpush(name, ['a', 'b', 'c', 'd']);
    expect(await operations.lpop(name)).toBe('a');
    expect(await operations.lpop(name, { count: 1 })).toEqual(['b']);
    expect(await operations.lpop(name, { count: 10 })).toEqual(['c', 'd']);
    expect(await operations.exists(name)).toBe(false);
  });

  it('push and read bytes', async () => {
    const name = binaryKey();
    expect(await operations.lpop(name, { as: 'buffer' })).toBeNull();
    expect(await operations.rpush(name, [BYTES, OTHER_BYTES, 'text'])).toBe(3);
    expect(await operations.rpush(name, BYTES)).toBe(4);
    expect(await operations.llen(name)).toBe(4);
    expect(await operations.lrange(name, 0, 1, { as: 'buffer' })).toEqual([BYTES, OTHER_BYTES]);
    expect(await operations.lpop(name, { as: 'buffer' })).toEqual(BYTES);
    expect(await operations.lpop(name, { as: 'buffer', count: 2 })).toEqual([
      OTHER_BYTES,
      Buffer.from('text'),
    ]);
    await operations.ltrim(name, 1, 0);
    expect(await operations.lpop(name, { as: 'buffer', count: 2 })).toEqual([]);
  });

  it('push many values at once', async () => {
    const name = key('many');
    expect(
      await operations.rpush(
        name,
        Array.from({ length: 200_000 }, (_unused, index) => index),
      ),
    ).toBe(200_000);
    expect(await operations.lrange(name, -1, -1)).toEqual(['199999']);
    await operations.delete(name);
  });
});

describe.each(topologies)('Operations on sets on $name', (topology) => {
  const { operations, key, binaryKey } = useOperations(topology);

  it('sadd, smembers and srem count what changes', async () => {
    const name = key('set');
    expect(await operations.smembers(name)).toEqual([]);
    expect(await operations.sadd(name, 'a')).toBe(1);
    expect(await operations.sadd(name, ['a', 'b', 3])).toBe(2);
    expect((await operations.smembers(name)).toSorted()).toEqual(['3', 'a', 'b']);
    expect(await operations.srem(name, 'none')).toBe(0);
    expect(await operations.srem(name, ['a', 3, 'none'])).toBe(2);
    expect(await operations.smembers(name)).toEqual(['b']);
    expect(await operations.srem(name, 'b')).toBe(1);
    expect(await operations.exists(name)).toBe(false);
  });

  it('keep members that are bytes apart', async () => {
    const name = binaryKey();
    expect(await operations.sadd(name, [BYTES, OTHER_BYTES])).toBe(2);
    expect(await operations.smembers(name, { as: 'buffer' })).toEqual(
      expect.arrayContaining([BYTES, OTHER_BYTES]),
    );
    expect(await operations.srem(name, OTHER_BYTES)).toBe(1);
    expect(await operations.smembers(name, { as: 'buffer' })).toEqual([BYTES]);
  });
});
