import { describe, expect, it } from 'vitest';
import {
  expectTenantIsolation,
  TenantIsolationError,
  type IsolationOperation,
} from '../../../libs/redis-testing/src/nest/index.js';
import { kitTopologies, useKitApps } from './kit-app.js';
import { LeakyRepository, VisitRepository } from './own-repositories.js';

const providers = [VisitRepository, LeakyRepository];
const leak =
  (call: (leaky: LeakyRepository, id: string) => Promise<void>): IsolationOperation =>
  async ({ resolve }, id) =>
    call(await resolve(LeakyRepository), id);

describe.each(kitTopologies)('expectTenantIsolation on $name', (topology) => {
  const startApp = useKitApps(topology);

  it.each(['request', 'context'] as const)(
    'is content with repositories that keep to their tenant, with injection %s',
    async (injection) => {
      const { redis } = await startApp({ redis: { injection, indexes: { user: ['email'] } }, providers });
      const report = await expectTenantIsolation(redis, {
        operations: {
          'visits.add': async ({ resolve }, id) => (await resolve(VisitRepository)).add(id, 'alice'),
          'users.set': async ({ redis: { users } }, id) => users.set(id, { email: 'a@b' }),
          'users.findByField': async ({ redis: { users } }) => users.findByField('email', 'a@b'),
          'users.findByField (scan)': async ({ redis: { users } }, id) =>
            users.findByField('name', id, { scan: true }),
          'batch.enqueue': async ({ redis: { batch } }, id) => batch.enqueue(id, id, id, { id }),
          'triggers.set': async ({ redis: { triggers } }, id) => triggers.set(id, id, 600),
          'publisher.publish': async ({ redis: { publisher } }, id) => publisher.publish(id, 'news'),
        },
      });
      expect(report['visits.add']?.names).toBeGreaterThan(10);
      expect(report['users.set']?.commands).toBeGreaterThan(30);
    },
  );

  it('lists every key, channel and pattern outside of the tenant', async () => {
    const { redis } = await startApp({ providers });
    const operations = {
      unescaped: leak(async (leaky, id) => leaky.unescaped(id)),
      inScript: leak(async (leaky, id) => leaky.inScript(id)),
      everybody: leak(async (leaky, id) => leaky.everybody(id)),
      announced: leak(async (leaky, id) => leaky.announced(id)),
      swallowed: leak(async (leaky, id) => leaky.swallowed(id)),
      forgotten: leak(async (leaky, id) => leaky.forgotten(id)),
    };
    const check = expectTenantIsolation(redis, { operations, ids: ['u1', 'globex:user:u1'] });
    const error = await check.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TenantIsolationError);
    const { violations, unchecked, message } = error as TenantIsolationError;
    const of = (operation: string) => violations.filter((violation) => violation.operation === operation);
    expect(of('unescaped')).toEqual([
      {
        operation: 'unescaped',
        id: 'globex:user:u1',
        command: 'incr',
        isFromScript: false,
        kind: 'key',
        name: 'globex:user:u1',
      },
    ]);
    expect(of('everybody')).toMatchObject([
      { kind: 'pattern', name: '*:u1', command: 'scan' },
      { kind: 'pattern', name: '*:globex:user:u1' },
    ]);
    expect(of('announced')).toMatchObject([{ kind: 'channel', name: 'news' }, { kind: 'channel' }]);
    expect(of('swallowed')).toMatchObject([
      { name: 'globex:list', command: 'incr' },
      { name: 'globex:list' },
    ]);
    expect(of('forgotten')).toMatchObject([{ name: 'visits:u1' }, { name: 'visits:globex:user:u1' }]);
    // A cluster refuses what is in a slot of another node, before the script runs it.
    const fromScript = { name: 'globex:secret', command: 'get', isFromScript: true };
    expect(of('inScript')).toMatchObject(topology.clustered ? [] : [fromScript, fromScript]);
    expect(unchecked.map(({ operation }) => operation)).toEqual(
      topology.clustered ? ['inScript', 'inScript', 'forgotten'] : ['forgotten'],
    );
    expect(message).toContain('- forgotten with "u1" reached the key "visits:u1" by INCR');
  });
});

describe('expectTenantIsolation', () => {
  const startApp = useKitApps({ name: 'standalone', clustered: false });

  async function errorOf(operation: IsolationOperation, sharedPrefixes?: string[]) {
    const { redis } = await startApp({ providers });
    const check = expectTenantIsolation(redis, { operations: { operation }, ids: ['u1'], sharedPrefixes });
    return check.then(
      () => undefined,
      (thrown: unknown) => thrown as TenantIsolationError,
    );
  }

  it('does not take for checked what failed, or touched nothing', async () => {
    const failed = await errorOf(leak(async (leaky, id) => leaky.failing(id)));
    expect(failed?.unchecked).toEqual([
      { operation: 'operation', id: 'u1', problem: 'it failed: out of order' },
    ]);
    expect(failed?.violations).toEqual([]);
    const idle = await errorOf(leak(async (leaky) => leaky.idle()));
    expect(idle?.unchecked).toMatchObject([{ problem: 'it touched no key of the tenant with any id' }]);
  });

  it('knows the keys that SORT looks up, and commands on the whole database', async () => {
    const sorted = await errorOf(leak(async (leaky, id) => leaky.sorted(id)));
    expect(sorted?.violations).toMatchObject([{ kind: 'pattern', name: 'globex:weight:*' }]);
    const flushed = await errorOf(async ({ redis }) => {
      await redis.keyValue.get('motto');
      await redis.runtime.pools.client('default').flushdb();
    });
    expect(flushed?.violations).toMatchObject([{ kind: 'everything', command: 'flushdb' }]);
    expect(flushed?.message).toContain('reached the keys of all tenants by FLUSHDB');
  });

  it('allows what is shared on purpose', async () => {
    const operation = leak(async (leaky, id) => leaky.announced(id));
    expect(await errorOf(operation, ['news'])).toBeUndefined();
    expect(await errorOf(operation, ['newspaper'])).toBeInstanceOf(TenantIsolationError);
  });

  it('watches a server with a password too', async () => {
    const { startRedis } = await import('@tenantry/redis-testing');
    const server = await startRedis({ requirepass: 'secret' });
    try {
      const { redis, module } = await startApp({ redis: { server }, providers });
      const operations = { forgotten: leak(async (leaky, id) => leaky.forgotten(id)) };
      await expect(expectTenantIsolation(redis, { operations })).rejects.toThrow('the key "visits:u1"');
      await module.close();
    } finally {
      await server.stop();
    }
  });
});
