import { RedisTenants, TenantContext, type InjectionMode } from '@tenantry/redis';
import { describe, expect, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';
import { useHostApps } from './host-app.js';
import {
  Durable,
  Failing,
  Notes,
  OneNamedModule,
  OtherNamedModule,
  RequestScoped,
  Singleton,
  Transient,
} from './host-classes.js';

describe('handlers called for events', () => {
  const start = useHostApps();

  it('run in the tenant of their event on a singleton', async () => {
    const hosts = await start({ providers: [Singleton] });
    const tenant = uniqueName('acme');
    expect(await hosts.call('a', { tenant, note: 'n1' })).toEqual({ tenant, stored: { owner: tenant } });
    expect(TenantContext.current()).toBeUndefined();
  });

  it.each<InjectionMode>(['request', 'context'])(
    'have the repositories of their tenant, however many events of tenants cross, in %s mode',
    async (injection) => {
      const hosts = await start({ providers: [Durable], injection });
      const tenants = Array.from({ length: 20 }, () => uniqueName('acme'));
      const method = hosts.handler('durable');
      const ids = new Set<unknown>();
      await Promise.all(
        Array.from({ length: 2_000 }, async (_unused, index) => {
          const tenant = tenants[index % tenants.length]!;
          const event = { tenant, note: `n${index % 7}` };
          const answer = (await hosts.invoke(method, event)) as { id: number; stored: unknown };
          expect(answer.stored).toEqual({ owner: tenant });
          ids.add(answer.id);
        }),
      );
      expect(ids.size).toBe(injection === 'request' ? tenants.length : 1);
    },
  );

  it('run on a controller and on a host that inherits them', async () => {
    const hosts = await start({ controllers: [Notes] });
    const tenant = uniqueName('acme');
    expect(await hosts.call('durable', { tenant, note: 'n1' })).toMatchObject({ stored: { owner: tenant } });
  });

  it('get a request-scoped host of their own per event, with the event for REQUEST', async () => {
    const hosts = await start({ providers: [RequestScoped] });
    const tenant = uniqueName('acme');
    await hosts.call('durable', { tenant, note: 'n1' });
    const first = (await hosts.call('scoped', { tenant, note: 'n1' })) as { id: number };
    expect(first).toMatchObject({ isRequest: true, stored: { owner: tenant } });
    expect(await hosts.call('scoped', { tenant, note: 'n1' })).not.toEqual(first);
    expect(await hosts.call('scoped', { tenant: uniqueName('globex'), note: 'n1' })).toMatchObject({
      stored: null,
    });
  });

  it('get a transient host of their own per event', async () => {
    const hosts = await start({ providers: [Transient] });
    const event = { tenant: uniqueName('acme'), note: '' };
    expect(await hosts.call('transient', event)).not.toBe(await hosts.call('transient', event));
  });

  it('keep a durable host per tenant until the tenant is evicted', async () => {
    const hosts = await start({ providers: [Durable], maxTenants: 2 });
    const [acme, globex, initech] = ['acme', 'globex', 'initech'].map(uniqueName);
    const hostOf = async (tenant = ''): Promise<unknown> =>
      ((await hosts.call('durable', { tenant, note: 'n' })) as { id: number }).id;
    const first = await hostOf(acme);
    expect(await hostOf(acme)).toBe(first);
    await hostOf(globex);
    await hostOf(initech);
    expect(hosts.app.get(RedisTenants).statistics()).toMatchObject({ size: 2, evictions: 1 });
    expect(await hostOf(acme)).not.toBe(first);
  });

  it('resolve the host of their own module', async () => {
    const hosts = await start({ imports: [OneNamedModule, OtherNamedModule] });
    const names = hosts
      .handlers()
      .map(async (method) => hosts.invoke(method, { tenant: uniqueName('acme') }));
    expect(await Promise.all(names)).toEqual(['one', 'other']);
  });

  it('pass on what they throw', async () => {
    const hosts = await start({ providers: [Failing] });
    await expect(hosts.call('failing', { tenant: uniqueName('acme'), note: '' })).rejects.toThrow(
      'as the handler said',
    );
  });

  it('refuse a tenant that is not valid, before anything is resolved', async () => {
    const hosts = await start({ providers: [Durable] });
    await expect(hosts.call('durable', { tenant: 'a:b', note: '' })).rejects.toMatchObject({
      code: 'INVALID_TENANT',
    });
  });
});
