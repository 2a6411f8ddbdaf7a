import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect } from '../../support/topologies.js';

describe('A command that the server refuses', () => {
  let server: RedisServer;
  let manager: RedisConnectionManager;

  beforeAll(async () => {
    server = await startRedis({ users: ['reader on >password ~* +@all -@write'] });
    manager = await connect({ url: server.url });
  });

  afterEach(async () => {
    await manager.client('user').config('SET', 'maxmemory', '0');
    await manager.client('user').call('REPLICAOF', 'NO', 'ONE');
  });

  afterAll(async () => {
    await manager.close();
    await server.stop();
  });

  it('for lack of memory may be retried, and has changed nothing', async () => {
    const users = new UserRepository(tenantScope(manager));
    await users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 50 });
    await manager.client('user').config('SET', 'maxmemory', '1');
    for (const attempt of [users.upsert('u1', { name: 'Bob' }), users.set('u1', { name: 'Bob' })]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'COMMAND_REFUSED',
        retryable: true,
        details: { pool: 'user', key: expect.stringContaining('user:u1'), reply: 'OOM' },
      });
    }
    expect(await users.get('u1')).toEqual({ name: 'Alice' });
    expect(await users.ttl('u1')).toBeLessThanOrEqual(50);
  });

  it('as a replica may be retried', async () => {
    const users = new UserRepository(tenantScope(manager));
    await manager.client('user').call('REPLICAOF', '127.0.0.1', '1');
    for (const attempt of [users.upsert('u1', { name: 'Bob' }), users.delete('u1')]) {
      await expect(attempt).rejects.toMatchObject({
        code: 'COMMAND_REFUSED',
        retryable: true,
        details: { reply: 'READONLY' },
      });
    }
  });

  it('for lack of permission is not worth a retry', async () => {
    const reading = await connect({
      url: server.url,
      defaults: { username: 'reader', password: 'password' },
    });
    try {
      const users = new UserRepository(tenantScope(reading));
      expect(await users.get('u1')).toBeNull();
      const error: unknown = await users
        .upsert('u1', { secret: 'stored secret' })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'COMMAND_REFUSED',
        retryable: false,
        details: { operation: 'upsert', pool: 'user' },
      });
      expect(String(error)).toMatch(/NOPERM|permission/);
      expect(String(error)).not.toContain('stored secret');
      await expect(users.delete('u1')).rejects.toMatchObject({ details: { reply: 'NOPERM' } });
    } finally {
      await reading.close();
    }
  });
});
