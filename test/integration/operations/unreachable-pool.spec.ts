import { beforeEach, describe, expect, it } from 'vitest';
import { ConnectivityError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { OUTAGES, useOwnServer } from '../../support/own-server.js';

describe.each(Object.entries(OUTAGES))('Operations of a pool whose server is %s', (_name, breakDown) => {
  const own = useOwnServer({ errors: 'fallback' });
  let operations: RedisOperations;
  beforeEach(() => {
    operations = new RedisOperations(own.manager);
  });

  it('throw, reads as well as writes, whatever the repositories do', async () => {
    await operations.set('key', 'value');
    await breakDown(own.server);
    const outcomes = await Promise.allSettled([
      operations.get('key'),
      operations.get('key', { as: 'buffer' }),
      operations.exists('key'),
      operations.ttl('key'),
      operations.set('key', 'value', { alias: 'user' }),
      operations.delete('key'),
      operations.hset('hash', 'field', 'value'),
      operations.hgetall('hash'),
      operations.hgetall('hash', { as: 'buffer' }),
      operations.hincrby('hash', 'n'),
      operations.lpop('list', { count: 2 }),
      operations.smembers('set'),
      operations.publish('channel', 'message', { alias: 'pubsub' }),
      operations.hsetWithExpire('hash', { a: 1 }, 10),
      operations.hincrbyWithExpire('hash', 'n', 1n, 10),
      operations.rpushAndSadd('list', 'a', 'set', 'b'),
      operations.scanKeys('*')[Symbol.asyncIterator]().next(),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
  });

  it('refuse wrong input as ever', async () => {
    await breakDown(own.server);
    await expect(operations.get('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(operations.setex('key', 0, 'value')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('work again when it is back', async () => {
    await breakDown(own.server);
    await expect(operations.get('key')).rejects.toBeInstanceOf(ConnectivityError);
    own.server.resume();
    if (own.server.pid === undefined) await own.server.restart();
    await expect
      .poll(async () => operations.hincrbyWithExpire('hash', 'n', 5, 100).catch(() => 'not yet'), {
        timeout: 10_000,
      })
      .toBeTypeOf('number');
    expect(await operations.hget('hash', 'n')).toBe('5');
  });
});
