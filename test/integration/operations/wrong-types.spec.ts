import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { topologies } from '../../support/topologies.js';
import { useOperations } from './operations-fixture.js';

/** Operations on something else than a string, by what the method is called in errors. */
const ON_OTHER_TYPES: Record<string, (operations: RedisOperations, key: string) => Promise<unknown>> = {
  hset: async (operations, key) => operations.hset(key, { field: 'new secret' }),
  hget: async (operations, key) => operations.hget(key, 'field'),
  hgetall: async (operations, key) => operations.hgetall(key),
  hexists: async (operations, key) => operations.hexists(key, 'field'),
  hdel: async (operations, key) => operations.hdel(key, 'field'),
  hincrby: async (operations, key) => operations.hincrby(key, 'field', 1n),
  rpush: async (operations, key) => operations.rpush(key, 'new secret'),
  lpop: async (operations, key) => operations.lpop(key, { as: 'buffer' }),
  lrange: async (operations, key) => operations.lrange(key, 0, -1),
  ltrim: async (operations, key) => operations.ltrim(key, 0, 0),
  llen: async (operations, key) => operations.llen(key),
  sadd: async (operations, key) => operations.sadd(key, 'new secret'),
  smembers: async (operations, key) => operations.smembers(key),
  srem: async (operations, key) => operations.srem(key, 'new secret'),
  hsetWithExpire: async (operations, key) => operations.hsetWithExpire(key, { field: 'new secret' }, 10),
  hincrbyWithExpire: async (operations, key) => operations.hincrbyWithExpire(key, 'field', 1, 10),
};

describe.each(topologies)('A key of another type on $name', (topology) => {
  const { operations, key } = useOperations(topology);

  it.each(Object.keys(ON_OTHER_TYPES))('makes %s fail and stays unchanged', async (operation) => {
    const name = key('text');
    await operations.set(name, 'stored secret');
    const error: unknown = await ON_OTHER_TYPES[operation]?.(operations, name).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      code: 'WRONG_TYPE',
      retryable: false,
      details: { operation, pool: 'default', key: JSON.stringify(name) },
    });
    expect(inspect(error, { depth: 10 })).not.toContain('secret');
    expect(await operations.get(name)).toBe('stored secret');
    expect(await operations.ttl(name)).toBe('none');
  });

  it('makes get fail', async () => {
    const name = key('hash');
    await operations.hset(name, 'field', 'value', { alias: 'user' });
    for (const as of ['text', 'buffer'] as const) {
      const read =
        as === 'text' ? operations.get(name, { alias: 'user' }) : operations.get(name, { alias: 'user', as });
      await expect(read).rejects.toMatchObject({
        code: 'WRONG_TYPE',
        details: { operation: 'get', pool: 'user' },
      });
    }
  });
});
