import { describe, expect, it } from 'vitest';
import { TenantContext } from '../../../libs/redis/src/context/tenant-context.js';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { boundTenant, lazyTenant } from '../../../libs/redis/src/context/tenant-reference.js';
import { TenantRepository } from '../../../libs/redis/src/repositories/tenant.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** What an application writes for a data type the library has no repository for. */
class VisitRepository extends TenantRepository {
  async add(page: string, visitor: string): Promise<boolean> {
    const call = { operation: 'add', pool: 'default', key: this.key('visits', page) } as const;
    return this.execute(call, async (client) => (await client.pfadd(call.key, visitor)) === 1);
  }

  async count(page: string): Promise<number> {
    const call = { operation: 'count', pool: 'default', key: this.key('visits', page) } as const;
    return this.executeRead(call, async (client) => client.pfcount(call.key), 0);
  }

  keyOf(page: string): string {
    return this.key('visits', page);
  }
}

describe.each(topologies)('A repository of the application on $name', (topology) => {
  const redis = useTopology(topology);

  it('has the tenant, the pools and the typed errors of the built-in ones', async () => {
    const tenant = uniqueName('acme');
    const visits = new VisitRepository(redis.scope({ tenant }));
    expect(await visits.add('/a:b', 'alice')).toBe(true);
    expect(await visits.add('/a:b', 'alice')).toBe(false);
    expect(await visits.count('/a:b')).toBe(1);
    expect(await new VisitRepository(redis.scope()).count('/a:b')).toBe(0);
    expect(visits.keyOf('/a:b')).toBe(`${topology.clustered ? `{${tenant}}` : tenant}:visits:/a%3Ab`);
    await redis.client('default').rpush(visits.keyOf('list'), 'a');
    await expect(visits.add('list', 'alice')).rejects.toMatchObject({
      code: 'WRONG_TYPE',
      details: { operation: 'add', key: expect.stringContaining('visits') },
    });
    expect(() => visits.keyOf('')).toThrow(expect.objectContaining({ code: 'INVALID_KEY_PART' }));
  });
});

describe.each(topologies)('The tenant of a repository on $name', (topology) => {
  const redis = useTopology(topology);

  it('is refused inside the context of another one where it is bound', async () => {
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    const users = new UserRepository(redis.scope({ tenantReference: boundTenant(parseTenantId(acme)) }));
    await users.upsert('u1', { name: 'Alice' });
    await TenantContext.run({ tenant: globex }, async () => {
      const mismatch = { code: 'TENANT_MISMATCH' };
      await expect(users.get('u1')).rejects.toMatchObject(mismatch);
      await expect(users.delete('u1')).rejects.toMatchObject(mismatch);
      await expect(users.of('u1').upsert({ name: 'Eve' })).rejects.toMatchObject(mismatch);
    });
    expect(await TenantContext.run({ tenant: acme }, async () => users.get('u1'))).toEqual({ name: 'Alice' });
  });

  it('is read from the context at each call where it is lazy', async () => {
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    const users = new UserRepository(redis.scope({ tenantReference: lazyTenant }));
    await TenantContext.run({ tenant: acme }, async () => users.upsert('u1', { owner: 'acme' }));
    expect(await TenantContext.run({ tenant: globex }, async () => users.get('u1'))).toBeNull();
    await expect(users.get('u1')).rejects.toMatchObject({ code: 'MISSING_TENANT', statusCode: 400 });
  });
});
