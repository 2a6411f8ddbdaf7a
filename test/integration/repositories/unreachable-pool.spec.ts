import { describe, expect, it, vi } from 'vitest';
import { ConnectivityError } from '../../../libs/redis/src/connections/connectivity.errors.js';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { silentLogger } from '../../support/silent-logger.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { OUTAGES, useOwnServer } from '../../support/own-server.js';

describe.each(Object.entries(OUTAGES))('Repositories of a pool whose server is %s', (_name, breakDown) => {
  const own = useOwnServer();

  it('answer reads with nothing where the options say so, each with a line in the log and counted', async () => {
    const warn = vi.fn<(line: string) => void>();
    const scope = tenantScope(own.manager, { errors: 'fallback', logger: { ...silentLogger, warn } });
    const users = new UserRepository(scope);
    const values = new KeyValueRepository(scope);
    await users.upsert('u1', { password: 'stored secret' });
    await breakDown(own.server);
    const answers = await Promise.all([
      users.get('u1'),
      users.getField('u1', 'password'),
      users.exists('u1'),
      users.ttl('u1'),
      values.get('k1'),
    ]);
    expect(answers).toEqual([null, null, false, null, null]);
    expect(scope.runtime.statistics.fallbacks).toBe(5);
    const lines = warn.mock.calls.map(([line]) => line);
    expect(lines).toHaveLength(5);
    expect(lines).toContainEqual(expect.stringMatching(/^get of .*user:u1.* pool "user"/));
    expect(lines.join()).not.toContain('secret');
  });

  it('never swallow a failed write', async () => {
    const scope = tenantScope(own.manager, { errors: 'fallback' });
    const users = new UserRepository(scope);
    const values = new KeyValueRepository(scope);
    await users.upsert('u1', { count: 1, tags: [] });
    await breakDown(own.server);
    const outcomes = await Promise.allSettled([
      users.upsert('u1', { count: 2 }),
      users.set('u1', { count: 2 }),
      users.updateField('u1', 'count', 2),
      users.incrementField('u1', 'count'),
      users.appendToList('u1', 'tags', 'new'),
      users.deleteField('u1', 'tags'),
      users.delete('u1'),
      users.renewTtl('u1'),
      values.set('k1', 1),
      values.setIfAbsent('k1', 1),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ConnectivityError) });
    }
    expect(scope.runtime.statistics.fallbacks).toBe(0);
  });

  it('throw on reads by default', async () => {
    const users = new UserRepository(tenantScope(own.manager));
    await users.upsert('u1', { count: 1 });
    await breakDown(own.server);
    await expect(users.get('u1')).rejects.toBeInstanceOf(ConnectivityError);
    await expect(users.exists('u1')).rejects.toBeInstanceOf(ConnectivityError);
  });

  it('refuse wrong input as ever', async () => {
    const users = new UserRepository(tenantScope(own.manager, { errors: 'fallback' }));
    await breakDown(own.server);
    await expect(users.get('')).rejects.toMatchObject({ code: 'INVALID_KEY_PART' });
    await expect(users.getField('u1', '')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    // @ts-expect-error an alias that nobody declared does not compile either
    await expect(users.get('u1', { pool: 'nowhere' })).rejects.toMatchObject({ code: 'UNKNOWN_POOL' });
  });

  it('work again when it is back', async () => {
    const users = new UserRepository(tenantScope(own.manager));
    await users.upsert('u1', { count: 1 });
    await breakDown(own.server);
    await expect(users.get('u1')).rejects.toBeInstanceOf(ConnectivityError);
    own.server.resume();
    if (own.server.pid === undefined) await own.server.restart();
    await expect
      .poll(async () => users.upsert('u2', { count: 1 }).catch(() => 'not yet'), { timeout: 10_000 })
      .not.toBe('not yet');
    expect(await users.get('u2')).toEqual({ count: 1 });
  });
});
