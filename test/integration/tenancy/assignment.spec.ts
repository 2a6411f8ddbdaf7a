import {
  Controller,
  Get,
  Inject,
  Injectable,
  Scope,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import {
  fromHeader,
  KeyValueRepository,
  RedisTenants,
  TenantContext,
  TenantryExceptionFilter,
  UserRepository,
} from '@tenantry/redis';
import { map, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { HTTP_ADAPTERS, startHttpApp, type HttpApp, type HttpAppParts } from '../../support/http-app.js';
import { uniqueName } from '../../support/unique-name.js';

/** Finds the tenant after Nest has built the request's instances, as Passport guards do. */
@Injectable()
class AssigningGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    const tenant = headers['x-assign'];
    if (tenant !== undefined) TenantContext.assign(tenant);
    return true;
  }
}

@UseGuards(AssigningGuard)
@Controller()
class AssignedController {
  constructor(@Inject(UserRepository) private readonly users: UserRepository) {}

  @Get('public')
  open(): object {
    return { open: true };
  }

  @Get('private')
  async closed(): Promise<object> {
    await this.users.upsert('u1', { owner: TenantContext.require().tenant });
    return { owner: await this.users.getField('u1', 'owner') };
  }
}

describe.each(HTTP_ADAPTERS)('tenants assigned by a guard on %s', (adapter) => {
  let server: HttpApp | undefined;
  const start = async (parts: HttpAppParts): Promise<string> => {
    server = await startHttpApp({ adapter, ...parts });
    return server.url;
  };
  const answerOf = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it.each(['request', 'context'] as const)(
    'reach repositories in %s mode, without a shared sub-tree',
    async (injection) => {
      const url = await start({ options: { injection }, controllers: [AssignedController] });
      const [one, two] = [uniqueName('one'), uniqueName('two')];
      await Promise.all(
        Array.from({ length: 40 }, async (_unused, index) => {
          const tenant = index % 2 === 0 ? one : two;
          expect(await answerOf(`${url}/private`, { 'x-assign': tenant })).toEqual({
            status: 200,
            body: { owner: tenant },
          });
        }),
      );
      expect(server?.app.get(RedisTenants).statistics().size).toBe(0);
    },
  );

  it('leave public routes open and answer 400 where a repository needs a tenant', async () => {
    const url = await start({ controllers: [AssignedController], providers: [filter] });
    expect((await answerOf(`${url}/public`)).status).toBe(200);
    expect(await answerOf(`${url}/private`)).toMatchObject({
      status: 400,
      body: { error: 'MISSING_TENANT' },
    });
  });

  it('answer 403 when they contradict the resolved tenant', async () => {
    const url = await start({
      options: { tenancy: { resolve: fromHeader(), authorize: () => true } },
      controllers: [AssignedController],
      providers: [filter],
    });
    const answer = await answerOf(`${url}/private`, { 'x-tenant-id': 'acme', 'x-assign': 'globex' });
    expect(answer).toMatchObject({ status: 403, body: { error: 'TENANT_ALREADY_ASSIGNED' } });
  });
});

const filter = { provide: APP_FILTER, useClass: TenantryExceptionFilter };

@Injectable()
class MembersOnlyGuard implements CanActivate {
  constructor(@Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository) {}

  async canActivate(): Promise<boolean> {
    return (await this.keyValue.get('member')) === true;
  }
}

@Injectable()
class StampInterceptor {
  constructor(@Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository) {}

  async intercept(
    _context: ExecutionContext,
    next: { handle(): Observable<object> },
  ): Promise<Observable<object>> {
    const stamp = await this.keyValue.get('stamp');
    return next.handle().pipe(map((body) => ({ ...body, stamp })));
  }
}

describe('global enhancers that inject repositories', () => {
  it.each([
    ['request', { scope: Scope.REQUEST }],
    ['context', {}],
  ] as const)('work in %s mode', async (injection, scope) => {
    const server = await startHttpApp({
      options: { injection, tenancy: { resolve: fromHeader(), authorize: () => true } },
      controllers: [AssignedController],
      providers: [
        { provide: APP_GUARD, useClass: MembersOnlyGuard, ...scope },
        { provide: APP_INTERCEPTOR, useClass: StampInterceptor, ...scope },
      ],
    });
    try {
      const [member, stranger] = [uniqueName('member'), uniqueName('stranger')];
      const { keyValue } = server.app.get(RedisTenants).for(member);
      await keyValue.set('member', true);
      await keyValue.set('stamp', member);
      const admitted = await fetch(`${server.url}/public`, { headers: { 'x-tenant-id': member } });
      expect(await admitted.json()).toEqual({ open: true, stamp: member });
      const refused = await fetch(`${server.url}/public`, { headers: { 'x-tenant-id': stranger } });
      expect(refused.status).toBe(403);
    } finally {
      await server.close();
    }
  });
});
