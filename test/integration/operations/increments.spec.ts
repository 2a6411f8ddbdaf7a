import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { BYTES, useOperations } from './operations-fixture.js';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

describe.each(topologies)('hincrby and hincrbyWithExpire on $name', (topology) => {
  const { operations, key, binaryKey } = useOperations(topology);

  it('hincrby counts from nothing and leaves the expiry', async () => {
    const name = key('counter');
    expect(await operations.hincrby(name, 'n')).toBe(1);
    expect(await operations.ttl(name)).toBe('none');
    await operations.expire(name, 100);
    expect(await operations.hincrby(name, 'n', 10)).toBe(11);
    expect(await operations.hincrby(name, 'n', -12)).toBe(-1);
    expect(await operations.hincrby(name, 'n', 0)).toBe(-1);
    expect(await operations.hincrby(name, 'n', 2n)).toBe(1n);
    expect(await operations.hgetall(name)).toEqual({ n: '1' });
    expect(await operations.ttl(name)).toBeGreaterThan(90);
  });

  it('hincrbyWithExpire sets the expiry, longer or shorter than it was', async () => {
    const name = key('counter');
    expect(await operations.hincrbyWithExpire(name, 'n', 5, 100)).toBe(5);
    expect(await operations.ttl(name)).toBeGreaterThan(90);
    expect(await operations.hincrbyWithExpire(name, 'n', 1, 1_000.5)).toBe(6);
    expect(await operations.ttl(name)).toBeGreaterThan(990);
    expect(await operations.hincrbyWithExpire(name, 'n', 1n, 10)).toBe(7n);
    expect(await operations.ttl(name)).toBeLessThanOrEqual(10);
  });

  it('lose none of many at the same time', async () => {
    const name = key('counter');
    const results = await Promise.all(
      Array.from({ length: 50 }, async () => operations.hincrbyWithExpire(name, 'n', 1, 60)),
    );
    expect(results.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_unused, index) => index + 1),
    );
    expect(await operations.hget(name, 'n')).toBe('50');
  });

  it('count exactly to 2^53 in numbers, and refuse the step beyond before taking it', async () => {
    const name = key('counter');
    await operations.hset(name, { up: Number.MAX_SAFE_INTEGER - 1, down: Number.MIN_SAFE_INTEGER });
    await operations.expire(name, 50);
    expect(await operations.hincrby(name, 'up')).toBe(Number.MAX_SAFE_INTEGER);
    for (const [field, by] of [
      ['up', 1],
      ['up', Number.MAX_SAFE_INTEGER],
      ['down', -1],
      ['down', Number.MIN_SAFE_INTEGER],
    ] as const) {
      const error = { code: 'NUMBER_RANGE', message: expect.stringContaining('bigint'), details: { field } };
      await expect(operations.hincrby(name, field, by)).rejects.toMatchObject(error);
      await expect(operations.hincrbyWithExpire(name, field, by, 500)).rejects.toMatchObject(error);
    }
    expect(await operations.hgetall(name)).toEqual({
      up: String(Number.MAX_SAFE_INTEGER),
      down: String(Number.MIN_SAFE_INTEGER),
    });
    expect(await operations.ttl(name)).toBeLessThanOrEqual(50);
  });

  it('count on in bigints, to the last of 64 bits', async () => {
    const name = key('counter');
    await operations.hset(name, { up: Number.MAX_SAFE_INTEGER, top: MAX_INT64 - 1n, bottom: MIN_INT64 + 1n });
    await operations.expire(name, 50);
    expect(await operations.hincrby(name, 'up', 2n)).toBe(9_007_199_254_740_993n);
    expect(await operations.hincrby(name, 'top', 1n)).toBe(MAX_INT64);
    expect(await operations.hincrby(name, 'bottom', -1n)).toBe(MIN_INT64);
    expect(await operations.hincrby(name, 'new', MIN_INT64)).toBe(MIN_INT64);
    for (const [field, by] of [
      ['top', 1n],
      ['bottom', -1n],
    ] as const) {
      await expect(operations.hincrbyWithExpire(name, field, by, 500)).rejects.toMatchObject({
        code: 'NUMBER_RANGE',
        message: expect.stringContaining('64 bits'),
      });
    }
    expect(await operations.hget(name, 'top')).toBe(String(MAX_INT64));
    expect(await operations.hget(name, 'bottom')).toBe(String(MIN_INT64));
    expect(await operations.ttl(name)).toBeLessThanOrEqual(50);
  });

  it.each(['text', '', '007', '+1', ' 1', '1 ', '1.5', '1e5', '0x10', '-0', '-', 'nan', 'inf', 'true'])(
    'refuse to count %j, and change neither field nor expiry',
    async (stored) => {
      const name = key('counter');
      await operations.hset(name, 'n', stored);
      await operations.expire(name, 50);
      for (const by of [1, 1n] as const) {
        const attempts: Promise<unknown>[] =
          typeof by === 'bigint'
            ? [operations.hincrby(name, 'n', by), operations.hincrbyWithExpire(name, 'n', by, 500)]
            : [operations.hincrby(name, 'n', by), operations.hincrbyWithExpire(name, 'n', by, 500)];
        for (const outcome of await Promise.allSettled(attempts)) {
          expect(outcome).toMatchObject({
            status: 'rejected',
            reason: { code: 'FIELD_TYPE', details: { field: 'n', expected: 'an integer' } },
          });
        }
      }
      expect(await operations.hget(name, 'n')).toBe(stored);
      expect(await operations.ttl(name)).toBeLessThanOrEqual(50);
    },
  );

  it('tell a stored integer of more than 64 bits from text', async () => {
    const name = key('counter');
    await operations.hset(name, 'n', 2n ** 70n);
    await expect(operations.hincrby(name, 'n', 1n)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    await expect(operations.hincrby(name, 'n', 1)).rejects.toMatchObject({ code: 'NUMBER_RANGE' });
    expect(await operations.hget(name, 'n')).toBe(String(2n ** 70n));
  });

  it('count in a key and a field of bytes', async () => {
    const name = binaryKey();
    expect(await operations.hincrbyWithExpire(name, BYTES, 5, 100)).toBe(5);
    expect(await operations.hincrby(name, BYTES, 5n)).toBe(10n);
    expect(await operations.hget(name, BYTES)).toBe('10');
    expect(await operations.ttl(name)).toBeGreaterThan(90);
  });

  it('count exactly or refuse, whatever is stored and added', async () => {
    const int64 = fc.oneof(
      fc.bigInt({ min: MIN_INT64, max: MAX_INT64 }),
      fc.bigInt({ min: MAX_INT64 - 3n, max: MAX_INT64 }),
      fc.bigInt({ min: -5n, max: 5n }),
    );
    const name = key('property');
    await fc.assert(
      fc.asyncProperty(int64, int64, async (stored, by) => {
        await operations.hset(name, 'n', stored);
        const sum = stored + by;
        const answer = await operations.hincrby(name, 'n', by).catch(codeOf);
        expect(answer).toBe(sum === BigInt.asIntN(64, sum) ? sum : 'NUMBER_RANGE');
      }),
    );
    const double = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: 0, max: 3 }).map((below) => Number.MAX_SAFE_INTEGER - below),
      fc.integer({ min: 0, max: 3 }).map((above) => Number.MIN_SAFE_INTEGER + above),
    );
    await fc.assert(
      fc.asyncProperty(double, double, async (stored, by) => {
        await operations.hset(name, 'n', stored);
        const sum = BigInt(stored) + BigInt(by);
        const answer = await operations.hincrby(name, 'n', by).catch(codeOf);
        expect(answer).toBe(Number.isSafeInteger(Number(sum)) ? Number(sum) : 'NUMBER_RANGE');
      }),
    );
  });
});

function codeOf(error: { code: string }): string {
  return error.code;
}
