import { inspect } from 'node:util';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { connect } from '../../support/topologies.js';

describe('Operations that the server refuses', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;
  let operations: RedisOperations;

  beforeEach(async () => {
    server = await startRedis();
    manager = await connect({ url: server.url });
    operations = new RedisOperations(manager);
  });
  afterEach(async () => {
    await manager.close();
    await server.stop();
  });

  async function errorOf(attempt: Promise<unknown>): Promise<unknown> {
    return attempt.catch((reason: unknown) => reason);
  }

  it('fail with the reason, and without what was to be stored', async () => {
    await manager.client('default').call('ACL', ['SETUSER', 'default', '-set', '-evalsha', '-eval', '-scan']);
    const errors = [
      await errorOf(operations.set('key', 'new secret')),
      await errorOf(operations.rpushAndSadd('list', 'new secret', 'set', 'x')),
      await errorOf(operations.scanKeys('*')[Symbol.asyncIterator]().next()),
    ];
    expect(
      errors.map((error) => error instanceof Error && 'details' in error && error.details),
    ).toMatchObject([
      { operation: 'set', reply: 'NOPERM', key: '"key"', pool: 'default' },
      { operation: 'rpushAndSadd', reply: 'NOPERM', key: '"list"' },
      { operation: 'scanKeys', reply: 'NOPERM', key: '"*"' },
    ]);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'COMMAND_REFUSED', retryable: false });
      expect(inspect(error, { depth: 10 })).not.toContain('secret');
    }
  });

  it('write nothing when the memory is full', async () => {
    await manager.client('default').config('SET', 'maxmemory', '1');
    const attempts = [
      operations.set('key', 'value'),
      operations.hsetWithExpire('hash', { a: 1 }, 10),
      operations.hincrbyWithExpire('hash', 'n', 1, 10),
      operations.rpushAndSadd('list', 'a', 'set', 'x'),
    ];
    for (const attempt of attempts) {
      expect(await errorOf(attempt)).toMatchObject({
        code: 'COMMAND_REFUSED',
        retryable: true,
        details: { reply: 'OOM' },
      });
    }
    await manager.client('default').config('SET', 'maxmemory', '0');
    for (const key of ['key', 'hash', 'list', 'set']) expect(await operations.exists(key)).toBe(false);
  });
});
