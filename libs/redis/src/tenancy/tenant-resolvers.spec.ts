import { describe, expect, it } from 'vitest';
import type { TenancyRequest } from './tenancy-options.js';
import { fromHeader, fromPath, fromRequest, fromSubdomain } from './tenant-resolvers.js';

const request = (parts: Partial<TenancyRequest>): TenancyRequest => ({ headers: {}, ...parts });

describe('fromHeader', () => {
  it('reads the header whatever its case', () => {
    expect(fromHeader('X-Tenant')(request({ headers: { 'x-tenant': 'acme' } }))).toBe('acme');
  });

  it('names no tenant when the header is missing', () => {
    expect(fromHeader()(request({}))).toBeUndefined();
  });

  it('joins a repeated header, so that the id check refuses it', () => {
    expect(fromHeader()(request({ headers: { 'x-tenant-id': ['acme', 'globex'] } }))).toBe('acme, globex');
  });

  it('is marked as believing the client', () => {
    expect(fromHeader().trustsClient).toBe(true);
  });
});

describe('fromSubdomain', () => {
  const resolve = fromSubdomain({ baseDomain: 'example.com' });

  it.each([
    ['acme.example.com', 'acme'],
    ['ACME.Example.com:8080', 'acme'],
    ['example.com', undefined],
    ['a.b.example.com', undefined],
    ['acme.example.com.evil.org', undefined],
    ['acmeexample.com', undefined],
    ['.example.com', undefined],
  ])('host %s -> %s', (host, tenant) => {
    expect(resolve(request({ headers: { host } }))).toBe(tenant);
  });

  it('prefers the framework hostname, which knows about trusted proxies', () => {
    expect(resolve(request({ hostname: 'acme.example.com', headers: { host: 'internal' } }))).toBe('acme');
  });

  it('refuses an empty base domain', () => {
    expect(() => fromSubdomain({ baseDomain: '' })).toThrow(/baseDomain/);
  });
});

describe('fromPath', () => {
  const resolve = fromPath('/t/:tenant/*rest');

  it.each([
    ['/t/acme/users', 'acme'],
    ['/t/acme/users?tenant=globex', 'acme'],
    ['/t/a%3Ab/users', 'a:b'],
    ['/t/100%/users', '100%'],
    ['/users', undefined],
    ['/t/acme', undefined],
  ])('url %s -> %s', (url, tenant) => {
    expect(resolve(request({ url }))).toBe(tenant);
  });

  it('matches the URL the client sent, not the one a router rewrote', () => {
    expect(resolve(request({ originalUrl: '/t/acme/x', url: '/x' }))).toBe('acme');
  });

  it('refuses a pattern without a tenant', () => {
    expect(() => fromPath('/t/:id')).toThrow(/:tenant/);
  });
});

describe('fromRequest', () => {
  it('hands the request to the given function', async () => {
    const resolve = fromRequest(async (given) => `tenant-of-${String(given.headers['x-api-key'])}`);
    expect(await resolve(request({ headers: { 'x-api-key': 'k1' } }))).toBe('tenant-of-k1');
  });
});
