import { describe, expect, it } from 'vitest';
import { TenantRefusedError } from './tenancy.errors.js';
import type { TenancyRequest } from './tenancy-options.js';
import { TenantResolution } from './tenant-resolution.js';

const request: TenancyRequest = { headers: {} };

describe('TenantResolution', () => {
  it('stays synchronous while the resolvers do', () => {
    const identity = new TenantResolution({ resolve: () => 'acme', authorize: () => true }).identify(request);
    expect(identity).toEqual({ tenant: 'acme', userId: undefined });
  });

  it('tries resolvers in order until one names a tenant', async () => {
    const calls: string[] = [];
    const resolver = (name: string, tenant?: string) => async () => {
      calls.push(name);
      return tenant;
    };
    const resolution = new TenantResolution({
      resolve: [resolver('first'), resolver('second', 'acme'), resolver('third', 'globex')],
    });
    expect((await resolution.identify(request)).tenant).toBe('acme');
    expect(calls).toEqual(['first', 'second']);
  });

  it('knows no tenant when no resolver names one', () => {
    expect(new TenantResolution({}).identify(request)).toEqual({ tenant: undefined, userId: undefined });
  });

  it('refuses a tenant that authorize does not admit, and does not ask for its user', async () => {
    let asked = false;
    const resolution = new TenantResolution({
      resolve: () => 'acme',
      authorize: async () => false,
      resolveUser: () => {
        asked = true;
        return 'u1';
      },
    });
    await expect(resolution.identify(request)).rejects.toBeInstanceOf(TenantRefusedError);
    expect(asked).toBe(false);
  });

  it('treats an authorize that returns nothing as a refusal', () => {
    const forgetful = (() => undefined) as unknown as () => boolean;
    const resolution = new TenantResolution({ resolve: () => 'acme', authorize: forgetful });
    expect(() => resolution.identify(request)).toThrow(TenantRefusedError);
  });

  it('validates what a resolver returns, before authorize sees it', () => {
    let seen: string | undefined;
    const resolution = new TenantResolution({
      resolve: () => 'acme:*',
      authorize: (tenant) => {
        seen = tenant;
        return true;
      },
    });
    expect(() => resolution.identify(request)).toThrow(/is refused/);
    expect(seen).toBeUndefined();
  });

  it('resolves the user with the tenant at hand', async () => {
    const resolution = new TenantResolution({
      resolve: () => 'acme',
      resolveUser: async (_request, tenant) => `user-of-${tenant}`,
    });
    expect(await resolution.identify(request)).toEqual({ tenant: 'acme', userId: 'user-of-acme' });
  });

  it('passes a resolver failure on', async () => {
    const failure = new Error('directory is down');
    const resolution = new TenantResolution({ resolve: () => Promise.reject(failure) });
    await expect(resolution.identify(request)).rejects.toBe(failure);
  });

  it('gives every request the fixed tenant', () => {
    expect(new TenantResolution({ fixed: 'production' }).identify(request)).toMatchObject({
      tenant: 'production',
    });
  });

  it('refuses an invalid fixed tenant at construction', () => {
    expect(() => new TenantResolution({ fixed: 'a b' })).toThrow(/is refused/);
  });
});
