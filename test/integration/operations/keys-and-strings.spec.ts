import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { BYTES, useOperations } from './operations-fixture.js';

const TEN_YEARS = 315_360_000;

describe.each(topologies)('Operations on strings on $name', (topology) => {
  const { redis, operations, key } = useOperations(topology);

  it('set and get text', async () => {
    const name = key('text');
    expect(await operations.get(name)).toBeNull();
    expect(await operations.set(name, 'grüße 🎈')).toBeUndefined();
    expect(await operations.get(name)).toBe('grüße 🎈');
    expect(await operations.get(name, { as: 'text' })).toBe('grüße 🎈');
    await operations.set(name, '');
    expect(await operations.get(name)).toBe('');
  });

  it('set and get bytes', async () => {
    const name = key('bytes');
    expect(await operations.get(name, { as: 'buffer' })).toBeNull();
    await operations.set(name, BYTES);
    expect(await operations.get(name, { as: 'buffer' })).toEqual(BYTES);
    expect(await operations.get(name)).toBe(BYTES.toString());
    await operations.setex(name, 100, BYTES);
    expect(await operations.get(name, { as: 'buffer' })).toEqual(BYTES);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [-1.5, '-1.5'],
    [1e21, '1e+21'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2n ** 80n, '1208925819614629174706176'],
    [-1n, '-1'],
  ])('set the number %s as the text %s', async (value, text) => {
    const name = key('number');
    await operations.set(name, value);
    expect(await operations.get(name)).toBe(text);
  });

  it('set replaces any type and removes the expiry, as SET does', async () => {
    const name = key('replaced');
    await operations.rpush(name, 'element');
    await operations.expire(name, 100);
    await operations.set(name, 'text');
    expect(await operations.get(name)).toBe('text');
    expect(await operations.ttl(name)).toBe('none');
  });

  it.each([100.9, 300, TEN_YEARS])('setex sets an expiry of %d seconds, exactly', async (seconds) => {
    const name = key('setex');
    await operations.setex(name, seconds, 'value');
    const left = await redis.client('default').pttl(name);
    expect(left).toBeLessThanOrEqual(seconds * 1_000);
    expect(left).toBeGreaterThan(seconds * 1_000 - 900);
  });

  it('setex shortens a longer expiry', async () => {
    const name = key('shortened');
    await operations.setex(name, 1_000, 'value');
    await operations.setex(name, 10, 'value');
    expect(await operations.ttl(name)).toBeLessThanOrEqual(10);
  });

  it('setex lets the key go when its time is up', async () => {
    const name = key('gone');
    await operations.setex(name, 0.02, 'value');
    await expect.poll(async () => operations.get(name)).toBeNull();
  });
});

describe.each(topologies)('Operations on keys on $name', (topology) => {
  const { operations, key, binaryKey } = useOperations(topology);

  it('exists tells whether there is a key, of any type', async () => {
    const name = key('exists');
    expect(await operations.exists(name)).toBe(false);
    await operations.sadd(name, 'member');
    expect(await operations.exists(name)).toBe(true);
  });

  it('delete counts what there was', async () => {
    const [one, two, none] = [key('one'), key('two'), key('none')];
    await operations.set(one, '1');
    await operations.hset(two, 'field', '1');
    expect(await operations.delete(none)).toBe(0);
    expect(await operations.delete([one, none, two])).toBe(2);
    expect(await operations.exists(one)).toBe(false);
    await operations.set(one, '1');
    expect(await operations.delete(one)).toBe(1);
  });

  it('expire and ttl count in seconds, to the millisecond', async () => {
    const name = key('ttl');
    expect(await operations.expire(name, 10)).toBe(false);
    expect(await operations.ttl(name)).toBeNull();
    await operations.set(name, '1');
    expect(await operations.ttl(name)).toBe('none');
    expect(await operations.expire(name, 99.999)).toBe(true);
    const left = await operations.ttl(name);
    expect(left).toBeLessThanOrEqual(99.999);
    expect(left).toBeGreaterThan(98);
    expect(await operations.expire(name, TEN_YEARS)).toBe(true);
    expect(await operations.ttl(name)).toBeGreaterThan(TEN_YEARS - 10);
    await operations.expire(name, 0.000_1);
    await expect.poll(async () => operations.exists(name)).toBe(false);
  });

  it('take a key of bytes, wherever it lives', async () => {
    // Enough of them that each node of a cluster has some.
    for (const name of Array.from({ length: 20 }, binaryKey)) {
      await operations.set(name, 'value');
      expect(await operations.get(name)).toBe('value');
      expect(await operations.get(name, { as: 'buffer' })).toEqual(Buffer.from('value'));
      expect(await operations.exists(name)).toBe(true);
      expect(await operations.exists(name.toString())).toBe(false);
      expect(await operations.expire(name, 50)).toBe(true);
      expect(await operations.ttl(name)).toBeGreaterThan(40);
      expect(await operations.delete(name)).toBe(1);
    }
  });
});
