import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { BYTES, OTHER_BYTES, useOperations } from './operations-fixture.js';

describe.each(topologies)('Operations on hashes on $name', (topology) => {
  const { operations, key, binaryKey } = useOperations(topology);

  it('hset sets one field, and leaves the others and the expiry', async () => {
    const name = key('hash');
    expect(await operations.hset(name, 'name', 'Alice')).toBe(1);
    await operations.expire(name, 100);
    expect(await operations.hset(name, 'name', 'Bob')).toBe(0);
    expect(await operations.hset(name, 'age', 30)).toBe(1);
    expect(await operations.hgetall(name)).toEqual({ name: 'Bob', age: '30' });
    expect(await operations.ttl(name)).toBeGreaterThan(90);
  });

  it('hset sets all fields of an object or a Map', async () => {
    const name = key('hash');
    expect(await operations.hset(name, { name: 'Alice', age: 30, big: 2n ** 60n })).toBe(3);
    expect(
      await operations.hset(
        name,
        new Map([
          ['age', 31],
          ['new', 1],
        ]),
      ),
    ).toBe(1);
    expect(await operations.hgetall(name)).toEqual({
      name: 'Alice',
      age: '31',
      big: '1152921504606846976',
      new: '1',
    });
  });

  it('hset sets many fields at once', async () => {
    const name = key('many');
    const fields = Object.fromEntries(
      Array.from({ length: 20_000 }, (_unused, index) => [`f${index}`, index]),
    );
    expect(await operations.hset(name, fields)).toBe(20_000);
    expect(await operations.hget(name, 'f19999')).toBe('19999');
    await operations.delete(name);
  });

  it('hget, hexists and hdel work on one field', async () => {
    const name = key('hash');
    expect(await operations.hget(name, 'a')).toBeNull();
    expect(await operations.hexists(name, 'a')).toBe(false);
    expect(await operations.hdel(name, 'a')).toBe(0);
    await operations.hset(name, { a: 1, b: 2, c: 3 });
    expect(await operations.hget(name, 'a')).toBe('1');
    expect(await operations.hexists(name, 'a')).toBe(true);
    expect(await operations.hdel(name, 'a')).toBe(1);
    expect(await operations.hdel(name, ['b', 'c', 'none'])).toBe(2);
    expect(await operations.exists(name)).toBe(false);
  });

  it('hgetall answers with nothing for a missing key', async () => {
    expect(await operations.hgetall(key('none'))).toEqual({});
    expect(await operations.hgetall(key('none'), { as: 'buffer' })).toEqual([]);
  });

  it('take any name of a field', async () => {
    const name = key('names');
    const fields = ['', '__proto__', 'constructor', 'with:colon', '7'];
    for (const field of fields) {
      expect(await operations.hset(name, field, `value of ${field}`)).toBe(1);
      expect(await operations.hget(name, field)).toBe(`value of ${field}`);
    }
    const record = await operations.hgetall(name);
    expect(new Map(Object.entries(record))).toEqual(
      new Map(fields.map((field) => [field, `value of ${field}`])),
    );
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  it('keep names and values that are bytes apart', async () => {
    const name = binaryKey();
    expect(BYTES.toString()).toBe(OTHER_BYTES.toString());
    expect(await operations.hset(name, BYTES, OTHER_BYTES)).toBe(1);
    expect(await operations.hset(name, new Map([[OTHER_BYTES, BYTES]]))).toBe(1);
    expect(await operations.hget(name, BYTES, { as: 'buffer' })).toEqual(OTHER_BYTES);
    expect(await operations.hget(name, BYTES)).toBe(OTHER_BYTES.toString());
    expect(await operations.hexists(name, OTHER_BYTES)).toBe(true);
    const pairs = await operations.hgetall(name, { as: 'buffer' });
    expect(pairs).toHaveLength(2);
    expect(pairs).toEqual(
      expect.arrayContaining([
        [BYTES, OTHER_BYTES],
        [OTHER_BYTES, BYTES],
      ]),
    );
    const copy = binaryKey();
    await operations.hset(copy, new Map(pairs));
    expect(await operations.hget(copy, OTHER_BYTES, { as: 'buffer' })).toEqual(BYTES);
    expect(await operations.hdel(name, [BYTES, OTHER_BYTES])).toBe(2);
    expect(await operations.exists(name)).toBe(false);
  });
});
