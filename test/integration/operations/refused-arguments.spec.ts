import { describe, expect, it } from 'vitest';
import type { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import type { RedisFields, RedisKey, RedisValue } from '../../../libs/redis/src/operations/redis-value.js';
import { topologies } from '../../support/topologies.js';
import { BYTES, useOperations } from './operations-fixture.js';

/** What the types refuse too, as a caller in JavaScript could give it. */
function untyped<T>(value: unknown): T {
  return value as T;
}

const NOT_VALUES: readonly [name: string, value: unknown][] = [
  ['true', true],
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['an object', { a: 'secret' }],
  ['an array in an array', [['secret']]],
  ['a Date', new Date()],
  ['a symbol', Symbol('secret')],
  ['a function', () => 'secret'],
  ['a Uint8Array', new Uint8Array([1, 2])],
  ['half of a surrogate pair', 'secret \ud800'],
];

const NOT_KEYS: readonly [name: string, key: unknown][] = [
  ['empty text', ''],
  ['an empty Buffer', Buffer.alloc(0)],
  ['a number', 7],
  ['undefined', undefined],
  ['null', null],
  ['an object', { key: 'a' }],
  ['half of a surrogate pair', '\udc00'],
];

const NOT_SECONDS = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 315_360_001, '10', undefined, null, 10n];

/** Every operation that takes a value, with it in each place. */
const WITH_VALUE: Record<
  string,
  (operations: RedisOperations, key: string, value: RedisValue) => Promise<unknown>
> = {
  set: async (operations, key, value) => operations.set(key, value),
  setex: async (operations, key, value) => operations.setex(key, 10, value),
  'hset of a field': async (operations, key, value) => operations.hset(key, 'field', value),
  'hset of fields': async (operations, key, value) => operations.hset(key, { good: 1, field: value }),
  rpush: async (operations, key, value) => operations.rpush(key, value),
  'rpush of several': async (operations, key, value) => operations.rpush(key, ['good', value]),
  sadd: async (operations, key, value) => operations.sadd(key, value),
  'sadd of several': async (operations, key, value) => operations.sadd(key, ['good', value]),
  srem: async (operations, key, value) => operations.srem(key, value),
  hsetWithExpire: async (operations, key, value) =>
    operations.hsetWithExpire(key, { good: 1, field: value }, 10),
  'rpushAndSadd (values)': async (operations, key, value) =>
    operations.rpushAndSadd(key, ['good', value], `${key}:set`, 'good'),
  'rpushAndSadd (members)': async (operations, key, value) =>
    operations.rpushAndSadd(key, 'good', `${key}:set`, ['good', value]),
  publish: async (operations, key, value) => operations.publish(key, value),
};

/** Every operation, with a key. */
const WITH_KEY: Record<string, (operations: RedisOperations, key: RedisKey) => Promise<unknown>> = {
  exists: async (operations, key) => operations.exists(key),
  delete: async (operations, key) => operations.delete(key),
  'delete of several': async (operations, key) => operations.delete(['good', key]),
  expire: async (operations, key) => operations.expire(key, 10),
  ttl: async (operations, key) => operations.ttl(key),
  set: async (operations, key) => operations.set(key, 'value'),
  setex: async (operations, key) => operations.setex(key, 10, 'value'),
  get: async (operations, key) => operations.get(key),
  hset: async (operations, key) => operations.hset(key, 'field', 'value'),
  hget: async (operations, key) => operations.hget(key, 'field', { as: 'buffer' }),
  hgetall: async (operations, key) => operations.hgetall(key),
  hexists: async (operations, key) => operations.hexists(key, 'field'),
  hdel: async (operations, key) => operations.hdel(key, 'field'),
  hincrby: async (operations, key) => operations.hincrby(key, 'field'),
  rpush: async (operations, key) => operations.rpush(key, 'value'),
  lpop: async (operations, key) => operations.lpop(key),
  lrange: async (operations, key) => operations.lrange(key, 0, -1),
  ltrim: async (operations, key) => operations.ltrim(key, 0, -1),
  llen: async (operations, key) => operations.llen(key),
  sadd: async (operations, key) => operations.sadd(key, 'value'),
  smembers: async (operations, key) => operations.smembers(key),
  srem: async (operations, key) => operations.srem(key, 'value'),
  publish: async (operations, key) => operations.publish(key, 'message'),
  scanKeys: async (operations, key) => operations.scanKeys(key)[Symbol.asyncIterator]().next(),
  hsetWithExpire: async (operations, key) => operations.hsetWithExpire(key, { a: 1 }, 10),
  hincrbyWithExpire: async (operations, key) => operations.hincrbyWithExpire(key, 'field', 1, 10),
  'rpushAndSadd (list)': async (operations, key) => operations.rpushAndSadd(key, 'a', 'set', 'b'),
  'rpushAndSadd (set)': async (operations, key) => operations.rpushAndSadd('list', 'a', key, 'b'),
};

describe.each(topologies)('Operations on $name', (topology) => {
  const { operations, key, redis } = useOperations(topology);

  async function expectRefused(attempt: Promise<unknown>): Promise<void> {
    const error: unknown = await attempt.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', statusCode: 400 });
    expect(String(error)).not.toContain('secret');
  }

  it.each(NOT_VALUES)('refuse %s as a value, and write nothing', async (_name, value) => {
    for (const operation of Object.values(WITH_VALUE)) {
      const name = key('refused');
      await expectRefused(operation(operations, name, untyped(value)));
      expect(await redis.client('default').exists(name)).toBe(0);
      expect(await redis.client('default').exists(`${name}:set`)).toBe(0);
    }
  });

  it.each(NOT_KEYS)('refuse %s as a key', async (_name, notKey) => {
    for (const operation of Object.values(WITH_KEY))
      await expectRefused(operation(operations, untyped(notKey)));
  });

  it.each(NOT_SECONDS)('refuse %s as seconds, and change nothing', async (seconds) => {
    const name = key('hash');
    await operations.hset(name, 'n', 1);
    await expectRefused(operations.expire(name, untyped(seconds)));
    await expectRefused(operations.setex(name, untyped(seconds), 'value'));
    await expectRefused(operations.hsetWithExpire(name, { n: 2 }, untyped(seconds)));
    await expectRefused(operations.hincrbyWithExpire(name, 'n', 1, untyped(seconds)));
    await expectRefused(operations.hincrbyWithExpire(name, 'n', 1n, untyped(seconds)));
    expect(await operations.hgetall(name)).toEqual({ n: '1' });
    expect(await operations.ttl(name)).toBe('none');
  });

  it.each([
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    -(2 ** 53),
    2n ** 63n,
    -(2n ** 63n) - 1n,
    '5',
    null,
  ])('refuse %s as an increment', async (by) => {
    await expectRefused(operations.hincrby('never-written', 'n', untyped<number>(by)));
    await expectRefused(operations.hincrbyWithExpire('never-written', 'n', untyped<number>(by), 10));
    expect(await operations.exists('never-written')).toBe(false);
  });

  it.each([7, undefined, null, true, '\ud800'])('refuse %j as the name of a field', async (field) => {
    const name = key('hash');
    const notField = untyped<RedisKey>(field);
    await expectRefused(operations.hget(name, notField));
    await expectRefused(operations.hexists(name, notField));
    await expectRefused(operations.hdel(name, notField));
    await expectRefused(operations.hdel(name, ['good', notField]));
    await expectRefused(operations.hincrby(name, notField, 1));
    await expectRefused(operations.hincrbyWithExpire(name, notField, 1, 10));
    await expectRefused(operations.hset(name, new Map([[notField, 'value']])));
    await expectRefused(operations.hset(name, notField, 'value'));
  });

  it.each([[[]], [{}], [new Map()], [new Date()], [['a', 'b']], [null], [undefined], [BYTES]])(
    'refuse %o as fields',
    async (fields) => {
      const name = key('hash');
      await expectRefused(operations.hset(name, untyped<RedisFields>(fields)));
      await expectRefused(operations.hsetWithExpire(name, untyped<RedisFields>(fields), 10));
      expect(await operations.exists(name)).toBe(false);
    },
  );

  it('refuse lists of nothing', async () => {
    const name = key('nothing');
    await expectRefused(operations.delete([]));
    await expectRefused(operations.hdel(name, []));
    await expectRefused(operations.rpush(name, []));
    await expectRefused(operations.sadd(name, []));
    await expectRefused(operations.srem(name, []));
    await expectRefused(operations.rpushAndSadd(name, [], `${name}:set`, 'a'));
    await expectRefused(operations.rpushAndSadd(name, 'a', `${name}:set`, []));
    expect(await operations.exists(name)).toBe(false);
  });

  it.each([0.5, Number.NaN, 2 ** 53, '1', null])('refuse %s as an index or a count', async (index) => {
    const name = key('list');
    await operations.rpush(name, ['a', 'b']);
    await expectRefused(operations.lrange(name, untyped(index), -1));
    await expectRefused(operations.lrange(name, 0, untyped(index)));
    await expectRefused(operations.ltrim(name, untyped(index), -1));
    await expectRefused(operations.ltrim(name, 0, untyped(index)));
    await expectRefused(operations.lpop(name, { count: untyped(index) }));
    expect(await operations.llen(name)).toBe(2);
  });

  it('refuse to take no element', async () => {
    await expectRefused(operations.lpop(key('list'), { count: 0 }));
    await expectRefused(operations.lpop(key('list'), { count: -1 }));
  });

  it('refuse an answer in another form', async () => {
    await expectRefused(operations.get(key('text'), { as: untyped<'text'>('json') }));
  });
});
