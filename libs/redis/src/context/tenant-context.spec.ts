import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MissingTenantError, TenantAlreadyAssignedError, TenantMismatchError } from './context.errors.js';
import { runWithStore, TenantContext } from './tenant-context.js';
import { parseTenantId } from './tenant-id.js';
import { boundTenant, explicitTenant, lazyTenant } from './tenant-reference.js';

const emptyStore = () => ({ tenant: undefined, userId: undefined, application: undefined });

describe('TenantContext', () => {
  it('carries tenant and user across awaits, timers and nested calls', async () => {
    const seen = await TenantContext.run({ tenant: 'acme', userId: 'u1' }, async () => {
      await delay(1);
      return TenantContext.require();
    });
    expect(seen).toEqual({ tenant: 'acme', userId: 'u1' });
  });

  it('keeps concurrent contexts apart', async () => {
    const tenants = Array.from({ length: 200 }, (_unused, index) => `tenant-${index}`);
    const seen = await Promise.all(
      tenants.map((tenant, index) =>
        TenantContext.run({ tenant }, async () => {
          await delay(index % 7);
          return TenantContext.require().tenant;
        }),
      ),
    );
    expect(seen).toEqual(tenants);
  });

  it('lets the inner context win until it ends', () => {
    TenantContext.run({ tenant: 'outer' }, () => {
      expect(TenantContext.run({ tenant: 'inner' }, () => TenantContext.require().tenant)).toBe('inner');
      expect(TenantContext.require().tenant).toBe('outer');
    });
  });

  it('has no identity outside a context, and says how to get one', () => {
    expect(TenantContext.current()).toBeUndefined();
    expect(() => TenantContext.require()).toThrow(MissingTenantError);
    expect(() => TenantContext.require()).toThrow(/TenantContext\.run/);
  });

  it('refuses an invalid tenant before the function runs', () => {
    let ran = false;
    expect(() => TenantContext.run({ tenant: 'a:b' }, () => (ran = true))).toThrow(/refused/);
    expect(ran).toBe(false);
  });

  it('lets an open context be assigned once', () => {
    runWithStore(emptyStore(), () => {
      expect(TenantContext.current()).toBeUndefined();
      TenantContext.assign('acme');
      TenantContext.assign('acme', 'u1');
      expect(TenantContext.require()).toEqual({ tenant: 'acme', userId: 'u1' });
      expect(() => TenantContext.assign('globex')).toThrow(TenantAlreadyAssignedError);
      expect(() => TenantContext.assign('acme', 'u2')).toThrow(TenantAlreadyAssignedError);
      expect(() => TenantContext.assign('acme', 'u2')).toThrow(/belongs to a user of tenant "acme"/);
      expect(TenantContext.require()).toEqual({ tenant: 'acme', userId: 'u1' });
    });
  });

  it('cannot be assigned outside a context', () => {
    expect(() => TenantContext.assign('acme')).toThrow(MissingTenantError);
  });
});

describe('parseTenantId', () => {
  it.each(['a', 'A1', 'acme-corp', 'acme.corp_1', '0', 'x'.repeat(128)])('accepts %j', (id) => {
    expect(parseTenantId(id)).toBe(id);
  });

  it.each([
    '',
    '-a',
    '.a',
    '_a',
    'a:b',
    'a b',
    'a*',
    '{a}',
    'a\n',
    'a\0',
    'ä',
    '😀',
    'x'.repeat(129),
    'x'.repeat(10_000),
  ])('refuses %j', (id) => {
    expect(() => parseTenantId(id)).toThrow(/is refused/);
  });

  it.each(['exp', 'pending_batches'])('refuses the reserved name %s', (id) => {
    expect(() => parseTenantId(id)).toThrow(/reserved/);
  });

  it.each([undefined, null, 1, {}, ['acme']])('refuses %j, which is not text', (id) => {
    expect(() => parseTenantId(id)).toThrow(/not a string/);
  });
});

describe('tenant references', () => {
  const acme = parseTenantId('acme');

  it('bound: works in its own tenant and outside any context, refuses another tenant', () => {
    const reference = boundTenant(acme);
    expect(reference.resolve()).toBe('acme');
    TenantContext.run({ tenant: 'acme' }, () => expect(reference.resolve()).toBe('acme'));
    TenantContext.run({ tenant: 'globex' }, () =>
      expect(() => reference.resolve()).toThrow(TenantMismatchError),
    );
  });

  it('lazy: follows the running context and fails closed without one', () => {
    TenantContext.run({ tenant: 'globex' }, () => expect(lazyTenant.resolve()).toBe('globex'));
    expect(() => lazyTenant.resolve()).toThrow(MissingTenantError);
  });

  it('explicit: ignores the running context', () => {
    TenantContext.run({ tenant: 'globex' }, () => expect(explicitTenant(acme).resolve()).toBe('acme'));
  });
});
