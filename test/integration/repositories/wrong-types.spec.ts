import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

const OPERATIONS: Record<string, (users: UserRepository) => Promise<unknown>> = {
  get: async (users) => users.get('u1'),
  getField: async (users) => users.getField('u1', 'name'),
  upsert: async (users) => users.upsert('u1', { name: 'Alice' }, { ttlSeconds: 10 }),
  set: async (users) => users.set('u1', { name: 'Alice' }, { ttlSeconds: 10 }),
  updateField: async (users) => users.updateField('u1', 'name', 'Alice', { ttlSeconds: 10 }),
  deleteField: async (users) => users.deleteField('u1', 'name'),
  incrementField: async (users) => users.incrementField('u1', 'name', 1, { ttlSeconds: 10 }),
  appendToList: async (users) => users.appendToList('u1', 'name', 1, { ttlSeconds: 10 }),
};

describe.each(topologies)('A key of another type on $name', (topology) => {
  const redis = useTopology(topology);

  it.each(Object.keys(OPERATIONS))('makes %s fail and stays unchanged', async (operation) => {
    const scope = redis.scope();
    const key = scope.runtime.keys.user(scope.tenantReference.resolve(), 'u1');
    await redis.client('user').set(key, 'text of another program');
    await expect(OPERATIONS[operation]?.(new UserRepository(scope))).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      retryable: false,
      details: { operation, pool: 'user', key: JSON.stringify(key) },
    });
    expect(await redis.client('user').get(key)).toBe('text of another program');
    expect(await redis.client('user').pttl(key)).toBe(-1);
  });

  it('never shows stored values in an error', async () => {
    const scope = redis.scope();
    const users = new UserRepository(scope);
    const key = scope.runtime.keys.user(scope.tenantReference.resolve(), 'u1');
    await redis.client('user').set(key, 'stored secret');
    const error: unknown = await users
      .upsert('u1', { password: 'new secret' })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error)).not.toContain('secret');
  });
});
