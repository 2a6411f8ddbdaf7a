import { describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from './configuration.errors.js';
import { createTenantTtls } from './tenant-ttls.js';
import type { TtlOptions } from './ttl-options.js';

describe('createTenantTtls', () => {
  it('gives every tenant the expiries of the module', () => {
    expect(createTenantTtls({ defaultSeconds: 2_400 })('acme')).toEqual({
      defaultSeconds: 2_400,
      users: 2_400,
      handlers: 1_200,
      tables: 2_400,
      sharedState: 2_400,
      triggers: 100,
      batch: 'none',
      keyValue: 'none',
    });
  });

  it('overrides them with those of a tenant, name by name', () => {
    const ttls = createTenantTtls({ users: 500, tenants: { acme: { defaultSeconds: 100, tables: 'none' } } });
    expect(ttls('acme')).toMatchObject({ users: 500, tables: 'none', handlers: 50 });
    expect(ttls('globex')).toMatchObject({ users: 500, tables: 86_400 });
    expect(ttls('constructor')).toMatchObject({ users: 500, tables: 86_400 });
  });

  it('takes undefined in an override for absent', () => {
    const acme: TtlOptions = Object.assign({ tables: 7 }, Object.fromEntries([['users', undefined]]));
    expect(createTenantTtls({ users: 500, tenants: { acme } })('acme')).toMatchObject({
      users: 500,
      tables: 7,
    });
  });

  it('asks a function once for many calls', () => {
    const asked: string[] = [];
    const ttls = createTenantTtls({
      tenants: (tenant) => {
        asked.push(tenant);
        return tenant === 'acme' ? { users: 7 } : undefined;
      },
    });
    expect([ttls('acme').users, ttls('globex').users, ttls('acme').users]).toEqual([7, 86_400, 7]);
    expect(asked).toEqual(['acme', 'globex']);
  });

  it('names the tenant whose function answered something invalid', () => {
    const ttls = createTenantTtls({ tenants: () => ({ users: -1 }) });
    expect(() => ttls('acme')).toThrow(InvalidConfigurationError);
    expect(() => ttls('acme')).toThrow(/ttl\.tenants\(acme\)\.users: expected seconds/);
  });
});
