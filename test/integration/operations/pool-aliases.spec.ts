import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule } from '@tenantry/redis';
import { describe, expect, inject, it } from 'vitest';
import { STANDARD_POOL_DATABASES, type PoolAlias } from '../../../libs/redis/src/common/pool-alias.js';
import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { useOperations } from './operations-fixture.js';

const ALIASES = Object.keys(STANDARD_POOL_DATABASES) as (keyof typeof STANDARD_POOL_DATABASES)[];

/** Every operation that writes a new key. */
const WRITES: Record<
  string,
  (operations: RedisOperations, key: string, alias?: PoolAlias) => Promise<unknown>
> = {
  set: async (operations, key, alias) => operations.set(key, 'value', aliasOption(alias)),
  setex: async (operations, key, alias) => operations.setex(key, 300, 'value', aliasOption(alias)),
  'hset of a field': async (operations, key, alias) =>
    operations.hset(key, 'name', 'Alice', aliasOption(alias)),
  'hset of fields': async (operations, key, alias) =>
    operations.hset(key, { name: 'Alice' }, aliasOption(alias)),
  hincrby: async (operations, key, alias) => operations.hincrby(key, 'n', 1, aliasOption(alias)),
  rpush: async (operations, key, alias) => operations.rpush(key, 'value', aliasOption(alias)),
  sadd: async (operations, key, alias) => operations.sadd(key, 'value', aliasOption(alias)),
  hsetWithExpire: async (operations, key, alias) =>
    operations.hsetWithExpire(key, { a: 1 }, 10, aliasOption(alias)),
  hincrbyWithExpire: async (operations, key, alias) =>
    operations.hincrbyWithExpire(key, 'n', 1, 10, aliasOption(alias)),
  'rpushAndSadd (list)': async (operations, key, alias) =>
    operations.rpushAndSadd(key, 'a', `${key}:set`, 'b', aliasOption(alias)),
  'rpushAndSadd (set)': async (operations, key, alias) =>
    operations.rpushAndSadd(`${key}:list`, 'a', key, 'b', aliasOption(alias)),
};

function aliasOption(alias: PoolAlias | undefined): { alias?: PoolAlias } {
  return alias === undefined ? {} : { alias };
}

describe.each(topologies.filter(({ clustered }) => !clustered))('Operations on $name', (topology) => {
  const { operations, redis, key } = useOperations(topology);

  async function poolsWith(name: string): Promise<string[]> {
    const found = await Promise.all(ALIASES.map(async (alias) => redis.client(alias).exists(name)));
    return ALIASES.filter((_alias, index) => found[index] === 1);
  }

  it.each(Object.keys(WRITES))(
    '%s writes to the database of the pool it names, and to no other',
    async (write) => {
      for (const alias of ALIASES) {
        const name = key('aliased');
        await WRITES[write]?.(operations, name, alias);
        expect(await poolsWith(name)).toEqual([alias]);
      }
      const name = key('default');
      await WRITES[write]?.(operations, name);
      expect(await poolsWith(name)).toEqual(['default']);
    },
  );

  it('read from the pool they name, and from no other', async () => {
    const names = { string: key('string'), hash: key('hash'), list: key('list'), set: key('set') };
    const alias = 'expiry';
    await operations.setex(names.string, 100, 'v', { alias });
    await operations.hset(names.hash, 'f', 'v', { alias });
    await operations.rpush(names.list, ['v', 'w'], { alias });
    await operations.sadd(names.set, 'v', { alias });
    const reads: ((options?: { alias: PoolAlias }) => Promise<unknown>)[] = [
      async (options) => operations.get(names.string, options),
      async (options) => operations.get(names.string, { ...options, as: 'buffer' }),
      async (options) => operations.exists(names.string, options),
      async (options) => operations.ttl(names.string, options),
      async (options) => operations.expire(names.string, 200, options),
      async (options) => operations.hget(names.hash, 'f', options),
      async (options) => operations.hgetall(names.hash, options),
      async (options) => operations.hexists(names.hash, 'f', options),
      async (options) => operations.lrange(names.list, 0, -1, options),
      async (options) => operations.llen(names.list, options),
      async (options) => operations.smembers(names.set, options),
    ];
    for (const read of reads) expect(await read({ alias })).toSatisfy(isSomething);
    for (const read of reads) expect(await read()).not.toSatisfy(isSomething);
    await operations.ltrim(names.list, 1, -1);
    expect(await operations.lpop(names.list)).toBeNull();
    expect(await operations.lpop(names.list, { alias })).toBe('v');
    expect(await operations.hdel(names.hash, 'f')).toBe(0);
    expect(await operations.hdel(names.hash, 'f', { alias })).toBe(1);
    expect(await operations.srem(names.set, 'v')).toBe(0);
    expect(await operations.srem(names.set, 'v', { alias })).toBe(1);
    expect(await operations.delete(names.string)).toBe(0);
    expect(await operations.delete(names.string, { alias })).toBe(1);
  });
});

describe.each(topologies)('Operations on $name with an alias that is not configured', (topology) => {
  const { operations } = useOperations(topology);

  it('name the pools there are', async () => {
    // @ts-expect-error an alias that nobody declared does not compile either
    const attempt = operations.get('key', { alias: 'nowhere' });
    await expect(attempt).rejects.toMatchObject({
      code: 'UNKNOWN_POOL',
      message: expect.stringMatching(/"nowhere".*default, user/),
    });
    // @ts-expect-error nor here
    const scan = operations.scanKeys('*', { alias: 'nowhere' });
    await expect(scan[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'UNKNOWN_POOL' });
  });
});

describe('RedisOperations in an application', () => {
  it('is injectable where RedisModule is imported', async () => {
    @Module({ imports: [RedisModule.forRoot({ url: inject('redisUrl'), env: false })] })
    class AppModule {}

    const app = await NestFactory.createApplicationContext(AppModule, {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    try {
      const operations = app.get(RedisOperations);
      const name = uniqueName('injected');
      await operations.setex(name, 100, 'value', { alias: 'user' });
      expect(await operations.get(name, { alias: 'user' })).toBe('value');
    } finally {
      await app.close();
    }
  });
});

function isSomething(answer: unknown): boolean {
  return (
    Boolean(answer) && !(typeof answer === 'object' && answer !== null && Object.keys(answer).length === 0)
  );
}
