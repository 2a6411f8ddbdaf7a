import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

describe.each(topologies)('incrementField on $name', (topology) => {
  const redis = useTopology(topology);
  const repository = (): UserRepository => new UserRepository(redis.scope());

  it('counts from nothing, in a record it makes', async () => {
    const users = repository();
    expect(await users.incrementField('u1', 'logins')).toBe(1);
    expect(await users.incrementField('u1', 'logins', 10)).toBe(11);
    expect(await users.incrementField('u1', 'logins', -12)).toBe(-1);
    expect(await users.get('u1')).toEqual({ logins: -1 });
  });

  it('counts a number that was written by another method', async () => {
    const users = repository();
    await users.upsert('u1', { count: 41, ratio: 1.5, zero: -0 });
    expect(await users.incrementField('u1', 'count')).toBe(42);
    expect(await users.incrementField('u1', 'ratio')).toBe(2.5);
    expect(await users.incrementField('u1', 'zero')).toBe(1);
  });

  it('loses none of many at the same time', async () => {
    const users = repository();
    const results = await Promise.all(
      Array.from({ length: 500 }, async () => users.incrementField('u1', 'logins')),
    );
    expect(new Set(results).size).toBe(500);
    expect(await users.getField('u1', 'logins')).toBe(500);
  });

  it('counts fractions', async () => {
    const users = repository();
    expect(await users.incrementField('u1', 'sum', 0.1)).toBe(0.1);
    expect(await users.incrementField('u1', 'sum', 0.2)).toBe(0.3);
    expect(await users.incrementField('u1', 'sum', -1.3)).toBe(-1);
    expect(await users.incrementField('u1', 'sum', 1e-7)).toBe(-0.999_999_9);
  });

  it('counts up to 2^53 in numbers and refuses the step beyond before taking it', async () => {
    const users = repository();
    await users.upsert('u1', { up: Number.MAX_SAFE_INTEGER - 1, down: Number.MIN_SAFE_INTEGER });
    expect(await users.incrementField('u1', 'up')).toBe(Number.MAX_SAFE_INTEGER);
    await expect(users.incrementField('u1', 'up')).rejects.toMatchObject({
      code: 'NUMBER_RANGE',
      message: expect.stringContaining('bigint'),
      details: { field: 'up', pool: 'user' },
    });
    await expect(users.incrementField('u1', 'down', -1)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    await expect(users.incrementField('u1', 'down', -0.5)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    expect(await users.get('u1')).toEqual({ up: Number.MAX_SAFE_INTEGER, down: Number.MIN_SAFE_INTEGER });
  });

  it('goes on from there with a bigint, to the last of 64 bits', async () => {
    const users = repository();
    await users.upsert('u1', { up: Number.MAX_SAFE_INTEGER, top: MAX_INT64 - 1n, bottom: MIN_INT64 + 1n });
    expect(await users.incrementField('u1', 'up', 2n)).toBe(9_007_199_254_740_993n);
    await expect(users.incrementField('u1', 'up', -5)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    expect(await users.incrementField('u1', 'top', 1n)).toBe(MAX_INT64);
    expect(await users.incrementField('u1', 'bottom', -1n)).toBe(MIN_INT64);
    expect(await users.incrementField('u1', 'new', MIN_INT64)).toBe(MIN_INT64);
    await expect(users.incrementField('u1', 'top', 1n)).rejects.toMatchObject({
      code: 'NUMBER_RANGE',
      message: expect.stringContaining('64 bits'),
    });
    await expect(users.incrementField('u1', 'bottom', -1n)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    expect(await users.getField('u1', 'top')).toBe(MAX_INT64);
    expect(await users.getField('u1', 'bottom')).toBe(MIN_INT64);
  });

  const notNumbers: readonly number[] = JSON.parse('["5", null, true, {}]');

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    -(2 ** 60),
    2n ** 63n,
    -(2n ** 63n) - 1n,
    ...notNumbers,
  ])('refuses to add %s', async (by) => {
    const users = repository();
    const attempt =
      typeof by === 'bigint' ? users.incrementField('u1', 'n', by) : users.incrementField('u1', 'n', by);
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', statusCode: 400 });
    expect(await users.exists('u1')).toBe(false);
  });

  it.each(['text', '42', '007', ' 1', '', true, null, [1], { n: 1 }])(
    'refuses to count %j, and changes neither field nor expiry',
    async (value) => {
      const users = repository();
      await users.upsert('u1', { value }, { ttlSeconds: 50 });
      for (const by of [1, 0.5]) {
        await expect(users.incrementField('u1', 'value', by)).rejects.toMatchObject({
          code: 'FIELD_TYPE',
          details: { field: 'value', expected: 'a number' },
        });
      }
      await expect(users.incrementField('u1', 'value', 1n)).rejects.toMatchObject({ code: 'FIELD_TYPE' });
      expect(await users.getField('u1', 'value')).toEqual(value);
      expect(await users.ttl('u1')).toBeLessThanOrEqual(50);
    },
  );

  it('refuses to add a bigint to a fraction', async () => {
    const users = repository();
    await users.upsert('u1', { ratio: 1.5 });
    await expect(users.incrementField('u1', 'ratio', 1n)).rejects.toMatchObject({
      code: 'FIELD_TYPE',
      details: { expected: 'an integer' },
    });
  });
});
