import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

describe('A reader that may not write', () => {
  const reader = uniqueName('reader');
  let writers: RedisConnectionManager;
  let readers: RedisConnectionManager;

  beforeAll(async () => {
    writers = await connect({ url: inject('redisUrl') });
    const rules = ['on', '>secret', '~*', '+@read', '+@connection', '+info', '+evalsha', '+eval'];
    await writers.client('user').call('ACL', 'SETUSER', reader, ...rules);
    readers = await connect({ url: inject('redisUrl').replace('redis://', `redis://${reader}:secret@`) });
  });
  afterAll(async () => {
    await readers.close();
    await writers.client('user').call('ACL', 'DELUSER', reader);
    await writers.close();
  });

  it('finds records all the same, and says that stale entries stay', async () => {
    const tenant = uniqueName('acme');
    const logger = new RecordingLogger();
    const indexes = { user: ['city'] };
    const writing = tenantScope(writers, { tenant, indexes });
    await new UserRepository(writing).upsert('u2', { city: 'Lima' });
    const index = writing.runtime.keys.index(writing.tenantReference.resolve(), 'user', 'city');
    await writers.client('user').zadd(index, 0, 'Lima\0u1');

    const users = new UserRepository(tenantScope(readers, { tenant, indexes, logger }));
    const found = await users.findByField('city', 'Lima', { limit: 10 });
    expect(found.map(({ id }) => id)).toEqual(['u2']);
    expect(logger.warnings.join('\n')).toMatch(
      // In the words of Redis 7.0, and of servers since.
      /1 stale index entries stay in pool "user": .*(?:can't run this command|no permissions to run the 'zrem' command)/,
    );
    expect(await writers.client('user').zcard(index)).toBe(2);
  });
});
