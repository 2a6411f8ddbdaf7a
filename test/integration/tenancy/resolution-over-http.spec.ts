import { Controller, Get, UnauthorizedException } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  fromPath,
  fromSubdomain,
  TenantContext,
  TenantryExceptionFilter,
  type TenancyOptions,
} from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_ADAPTERS, startHttpApp, type HttpApp } from '../../support/http-app.js';
import { HttpLoad } from '../../support/http-load.js';

@Controller()
class IdentityController {
  @Get(['', 't/:id/users'])
  identity(): object {
    return { ...TenantContext.current() };
  }
}

describe.each(HTTP_ADAPTERS)('resolution of a request on %s', (adapter) => {
  let server: HttpApp | undefined;
  let load: HttpLoad | undefined;

  afterEach(async () => {
    load?.close();
    await server?.close();
  });

  async function answerTo(tenancy: TenancyOptions, path: string, headers: Record<string, string> = {}) {
    server = await startHttpApp({
      adapter,
      options: { tenancy },
      controllers: [IdentityController],
      providers: [{ provide: APP_FILTER, useClass: TenantryExceptionFilter }],
    });
    load = new HttpLoad(server.port, 1);
    const { status, body } = await load.send('GET', path, headers);
    return { status, body: JSON.parse(body) as unknown };
  }

  it('reads the tenant from the path', async () => {
    const answer = await answerTo({ resolve: fromPath('/t/:tenant/*rest') }, '/t/acme/users?x=1');
    expect(answer).toEqual({ status: 200, body: { tenant: 'acme' } });
  });

  it('reads the tenant from the subdomain', async () => {
    const tenancy = { resolve: fromSubdomain({ baseDomain: 'example.com' }) };
    expect(await answerTo(tenancy, '/', { host: 'acme.example.com:8080' })).toEqual({
      status: 200,
      body: { tenant: 'acme' },
    });
  });

  it('waits for asynchronous resolvers and keeps their context', async () => {
    const tenancy: TenancyOptions = {
      resolve: async () => Promise.resolve('acme'),
      authorize: async (tenant) => Promise.resolve(tenant === 'acme'),
      resolveUser: async (_request, tenant) => Promise.resolve(`user of ${tenant}`),
    };
    expect(await answerTo(tenancy, '/')).toEqual({
      status: 200,
      body: { tenant: 'acme', userId: 'user of acme' },
    });
  });

  it.each([
    ['synchronously', () => refuse()],
    ['asynchronously', async () => Promise.resolve().then(refuse)],
  ])('answers with the status of an HttpException thrown %s', async (_when, resolve) => {
    expect(await answerTo({ resolve }, '/')).toMatchObject({ status: 401, body: { message: 'no such key' } });
  });

  it('never lets a request through when a resolver fails with something that is no error', async () => {
    const resolve = async (): Promise<string> => Promise.reject(undefined);
    expect((await answerTo({ resolve }, '/')).status).toBe(500);
  });

  it('answers 403 to a refused tenant', async () => {
    const answer = await answerTo({ resolve: () => 'acme', authorize: () => false }, '/');
    expect(answer).toMatchObject({ status: 403, body: { statusCode: 403 } });
  });

  it('gives every request the fixed tenant', async () => {
    expect(await answerTo({ fixed: 'production' }, '/')).toEqual({
      status: 200,
      body: { tenant: 'production' },
    });
  });
});

function refuse(): never {
  throw new UnauthorizedException('no such key');
}
