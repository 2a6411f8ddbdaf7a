import { Inject, Injectable } from '@nestjs/common';
import { RedisTenants, TenantRedis } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { settledHeapBytes } from '../../support/garbage-collection.js';
import { startHttpApp, type HttpApp } from '../../support/http-app.js';
import { inTenantTree } from '../../support/tenant-tree.js';

const TENANTS = 5_000;
const BALLAST_BYTES = 20_000;
const MEGABYTE = 1_000_000;

/** A host whose instances are heavy enough to be seen on the heap. */
@Injectable()
class Heavy {
  readonly ballast = Array.from({ length: BALLAST_BYTES / 8 }, (_unused, index) => index + 0.5);

  constructor(@Inject(TenantRedis) readonly tenantRedis: TenantRedis) {}
}

describe('eviction of tenants', () => {
  let server: HttpApp | undefined;

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Heap growth, in MB, of an application that has seen every tenant once. */
  async function growthAfterAllTenants(maxTenants: number): Promise<number> {
    server = await startHttpApp({ options: { tenancy: { maxTenants } }, providers: [Heavy] });
    const before = await settledHeapBytes();
    for (let index = 0; index < TENANTS; index++) {
      const host = await inTenantTree(server.app, `tenant-${index}`, Heavy);
      expect(host.ballast).toHaveLength(BALLAST_BYTES / 8);
    }
    return ((await settledHeapBytes()) - before) / MEGABYTE;
  }

  it('frees the memory of evicted sub-trees', async () => {
    expect(await growthAfterAllTenants(50)).toBeLessThan(30);
    expect(server?.app.get(RedisTenants).statistics()).toEqual({
      size: 50,
      maxTenants: 50,
      evictions: TENANTS - 50,
    });
  });

  it('holds the sub-trees that fit, which is what the measurement above would show otherwise', async () => {
    expect(await growthAfterAllTenants(TENANTS)).toBeGreaterThan((TENANTS * BALLAST_BYTES) / MEGABYTE / 2);
    const redisTenants = server?.app.get(RedisTenants);
    expect(redisTenants?.statistics().size).toBe(TENANTS);
  });

  it('evicts a tenant on demand; its next request gets a new sub-tree', async () => {
    server = await startHttpApp({ providers: [Heavy] });
    const first = await inTenantTree(server.app, 'acme', Heavy);
    expect(await inTenantTree(server.app, 'acme', Heavy)).toBe(first);
    expect(server.app.get(RedisTenants).evict('acme')).toBe(true);
    expect(server.app.get(RedisTenants).evict('acme')).toBe(false);
    expect(await inTenantTree(server.app, 'acme', Heavy)).not.toBe(first);
  });
});
