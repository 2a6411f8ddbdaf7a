import { describe, expect, it } from 'vitest';
import { TenantContext } from '../../../libs/redis/src/context/tenant-context.js';
import { lazyTenant } from '../../../libs/redis/src/context/tenant-reference.js';
import { SharedStateRepository } from '../../../libs/redis/src/repositories/shared-state/shared-state.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

describe.each(topologies)('The user of shared states on $name', (topology) => {
  const redis = useTopology(topology);

  it('is that of the running context', async () => {
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    const sharedState = new SharedStateRepository(redis.scope({ tenantReference: lazyTenant }));
    const as = async <T>(tenant: string, userId: string, call: () => Promise<T>) =>
      TenantContext.run({ tenant, userId }, call);
    for (const [tenant, user] of [
      [acme, 'u:1'],
      [acme, 'u_1'],
      [globex, 'u:1'],
    ] as const) {
      await as(tenant, user, async () => sharedState.upsert('conversation', { tenant, user }));
    }
    expect(await as(acme, 'u:1', async () => sharedState.get('conversation'))).toEqual({
      tenant: acme,
      user: 'u:1',
    });
    expect(await as(acme, 'u:2', async () => sharedState.get('conversation'))).toBeNull();
    expect(await as(acme, 'u_1', async () => sharedState.list())).toEqual(['conversation']);
    expect(await as(acme, 'u:1', async () => sharedState.clearAll())).toBe(1);
    expect(await as(acme, 'u_1', async () => sharedState.list())).toEqual(['conversation']);
    expect(await as(globex, 'u:1', async () => sharedState.list())).toEqual(['conversation']);
    const named = await as(acme, 'u:1', async () => sharedState.of('u_1').get('conversation'));
    expect(named).toEqual({ tenant: acme, user: 'u_1' });
  });

  it('is the same for calls that wait, also when contexts interleave', async () => {
    const tenant = uniqueName('acme');
    const sharedState = new SharedStateRepository(redis.scope({ tenantReference: lazyTenant }));
    const users = Array.from({ length: 50 }, (_, index) => `u${index}`);
    const asUser = async (userId: string) =>
      TenantContext.run({ tenant, userId }, async () => {
        await sharedState.upsert('conversation', { userId });
        await sharedState.appendToList('conversation', 'log', userId);
        return sharedState.get('conversation');
      });
    const states = await Promise.all(users.map(async (user) => asUser(user)));
    expect(states).toEqual(users.map((userId) => ({ userId, log: [userId] })));
  });

  it('is missing outside a context and where the context has none', async () => {
    const tenant = uniqueName('acme');
    const missing = { code: 'MISSING_USER', statusCode: 400 };
    const explicit = new SharedStateRepository(redis.scope({ tenant }));
    const lazy = new SharedStateRepository(redis.scope({ tenantReference: lazyTenant }));
    for (const call of [
      async (states: SharedStateRepository) => states.get('conversation'),
      async (states: SharedStateRepository) => states.upsert('conversation', { a: 1 }),
      async (states: SharedStateRepository) => states.delete('conversation'),
      async (states: SharedStateRepository) => states.ttl('conversation'),
      async (states: SharedStateRepository) => states.list(),
      async (states: SharedStateRepository) => states.clearAll(),
    ]) {
      await expect(call(explicit)).rejects.toMatchObject(missing);
      await expect(TenantContext.run({ tenant }, async () => call(lazy))).rejects.toMatchObject(missing);
      await expect(call(lazy)).rejects.toMatchObject({ code: 'MISSING_TENANT', statusCode: 400 });
    }
    expect(await explicit.of('u1').list()).toEqual([]);
  });

  it('is not that of another tenant’s context', async () => {
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    const ofAcme = new SharedStateRepository(redis.scope({ tenant: acme }));
    await ofAcme.of('u1').upsert('conversation', { owner: acme });
    await TenantContext.run({ tenant: globex, userId: 'u1' }, async () => {
      const missing = { code: 'MISSING_USER' };
      await expect(ofAcme.get('conversation')).rejects.toMatchObject(missing);
      await expect(ofAcme.upsert('conversation', { a: 1 })).rejects.toMatchObject(missing);
      await expect(ofAcme.list()).rejects.toMatchObject(missing);
      await expect(ofAcme.clearAll()).rejects.toMatchObject(missing);
      expect(await ofAcme.of('u1').get('conversation')).toEqual({ owner: acme });
    });
    const inItsOwn = await TenantContext.run({ tenant: acme, userId: 'u1' }, async () =>
      ofAcme.get('conversation'),
    );
    expect(inItsOwn).toEqual({ owner: acme });
  });
});
