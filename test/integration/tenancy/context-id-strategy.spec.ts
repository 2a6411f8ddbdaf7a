import { Inject, Injectable } from '@nestjs/common';
import { ContextIdFactory, type ContextId, type ContextIdStrategy } from '@nestjs/core';
import { composeContextIdStrategy, RedisTenants, TenantRedis } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttpApp, type HttpApp } from '../../support/http-app.js';
import { inTenantTree } from '../../support/tenant-tree.js';

@Injectable()
class Host {
  constructor(@Inject(TenantRedis) readonly tenantRedis: TenantRedis) {}
}

/** An application's own strategy: one sub-tree for everything. */
class OneTreeStrategy implements ContextIdStrategy<object> {
  readonly tree: ContextId = { id: 1 };

  attach(contextId: ContextId) {
    return {
      payload: { plan: 'gold' },
      resolve: (info: { isTreeDurable: boolean }) => (info.isTreeDurable ? this.tree : contextId),
    };
  }
}

describe('context-id strategies', () => {
  const servers: HttpApp[] = [];
  const applied = (ContextIdFactory as unknown as { strategy: ContextIdStrategy<object> }).strategy;
  const start = async (): Promise<HttpApp> => {
    const server = await startHttpApp({ providers: [Host] });
    servers.push(server);
    return server;
  };

  afterEach(async () => {
    await Promise.all(servers.splice(0).map(async (server) => server.close()));
    ContextIdFactory.apply(applied);
  });

  it('keeps the sub-trees of two applications in one process apart', async () => {
    const [first, second] = [await start(), await start()];
    const hostOfFirst = await inTenantTree(first.app, 'acme', Host);
    const hostOfSecond = await inTenantTree(second.app, 'acme', Host);
    expect(hostOfFirst).not.toBe(hostOfSecond);
    expect(hostOfFirst.tenantRedis.runtime).not.toBe(hostOfSecond.tenantRedis.runtime);
    await first.close();
    servers.shift();
    expect(await inTenantTree(second.app, 'acme', Host)).toBe(hostOfSecond);
    await second.app.get(RedisTenants).for('acme').keyValue.set('alive', true, { ttlSeconds: 60 });
  });

  it('divides the tree of the application’s own strategy by tenant', async () => {
    ContextIdFactory.apply(composeContextIdStrategy(new OneTreeStrategy()));
    const { app } = await start();
    const acme = await inTenantTree(app, 'acme', Host);
    expect(await inTenantTree(app, 'acme', Host)).toBe(acme);
    expect(await inTenantTree(app, 'globex', Host)).not.toBe(acme);
  });

  it('still finds the tenant when the application applied a strategy of its own afterwards', async () => {
    const { app } = await start();
    ContextIdFactory.apply(new OneTreeStrategy());
    const host = await inTenantTree(app, 'acme', Host);
    expect(await inTenantTree(app, 'globex', Host)).toBe(host);
    const redisTenants = app.get(RedisTenants);
    await redisTenants.run('acme', async () =>
      host.tenantRedis.keyValue.set('who', 'acme', { ttlSeconds: 60 }),
    );
    await redisTenants.run('globex', async () =>
      host.tenantRedis.keyValue.set('who', 'globex', { ttlSeconds: 60 }),
    );
    expect(await redisTenants.for('acme').keyValue.get('who')).toBe('acme');
    expect(await redisTenants.for('globex').keyValue.get('who')).toBe('globex');
  });

  it('refuses an instance that leaked into the context of another tenant', async () => {
    const { app } = await start();
    const host = await inTenantTree(app, 'acme', Host);
    const leaked = app.get(RedisTenants).run('globex', async () => host.tenantRedis.keyValue.get('who'));
    await expect(leaked).rejects.toMatchObject({ code: 'TENANT_MISMATCH' });
  });
});
