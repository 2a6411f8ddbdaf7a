import { describe, expect, it } from 'vitest';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { reindexAll } from '../../support/every-page.js';
import { uniqueName } from '../../support/unique-name.js';
import { topologies, useTopology } from '../../support/topologies.js';

describe.each(topologies)('Records that are in no index, on $name', (topology) => {
  const redis = useTopology(topology);

  /** Users of a tenant that another program has written: rows only. */
  async function foreignUsers(count: number) {
    const tenant = uniqueName('acme');
    const scope = redis.scope({ tenant, indexes: { user: ['email'] } });
    const prefix = scope.runtime.keys.users(scope.tenantReference.resolve());
    const client = redis.client('user');
    await Promise.all(
      Array.from({ length: count }, async (_, at) =>
        client.hset(`${prefix}u${at}`, 'email', `u${at}@example.com`, 'city', at % 2 === 0 ? 'Lima' : 'Oslo'),
      ),
    );
    return { users: new UserRepository(scope), client, prefix };
  }

  it('are found by a scan, also by fields that no index is declared for', async () => {
    const { users } = await foreignUsers(2_500);
    expect(await users.findByField('email', 'u7@example.com')).toEqual([]);
    expect(await users.findByField('email', 'u7@example.com', { scan: true })).toEqual([
      { id: 'u7', record: { email: 'u7@example.com', city: 'Oslo' } },
    ]);
    const inLima = await users.findByField('city', 'Lima', { scan: true, limit: 500 });
    expect(new Set(inLima.map(({ id }) => id)).size).toBe(500);
  });

  it('are all found by scanning page after page, in bounded steps', async () => {
    const { users } = await foreignUsers(2_500);
    const ids = new Set<string>();
    let cursor: string | null | undefined;
    let pages = 0;
    while (cursor !== null) {
      const page = await users.findPageByField('city', 'Lima', { scan: true, cursor });
      for (const { id } of page.records) ids.add(id);
      cursor = page.cursor;
      pages += 1;
    }
    expect(ids.size).toBe(1_250);
    expect(pages).toBeGreaterThan(1);
  });

  it('are skipped where a key of the kind holds another type', async () => {
    const { users, client, prefix } = await foreignUsers(3);
    await client.set(`${prefix}text`, 'u1');
    expect(await users.findByField('email', 'u1@example.com', { scan: true, limit: 10 })).toHaveLength(1);
  });

  it('are put into their indexes by reindex, which can be resumed', async () => {
    const { users } = await foreignUsers(2_500);
    const { indexed, steps } = await reindexAll(async (options) => users.reindex(options));
    expect(indexed).toBeGreaterThanOrEqual(2_500);
    expect(steps).toBeGreaterThan(1);
    for (const at of [0, 1_234, 2_499]) {
      const found = await users.findByField('email', `u${at}@example.com`);
      expect(found.map(({ id }) => id)).toEqual([`u${at}`]);
    }
  });

  it('enter their indexes with the next write, also one that changes nothing', async () => {
    const { users } = await foreignUsers(2);
    await users.updateField('u0', 'email', 'u0@example.com');
    await users.incrementField('u1', 'logins');
    for (const id of ['u0', 'u1']) {
      expect(await users.findByField('email', `${id}@example.com`)).toHaveLength(1);
    }
  });

  it.each(['x', '-1', '1 2', ''])('refuses the cursor %j', async (cursor) => {
    const users = new UserRepository(redis.scope({ indexes: { user: ['email'] } }));
    const refusal = { code: 'INVALID_ARGUMENT', details: { field: 'cursor' } };
    await expect(users.reindex({ cursor })).rejects.toMatchObject(refusal);
    await expect(users.findPageByField('a', 1, { scan: true, cursor })).rejects.toMatchObject(refusal);
  });
});
