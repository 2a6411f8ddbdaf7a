import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  Req,
  Scope,
  type DynamicModule,
  type Provider,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  fromHeader,
  KeyValueRepository,
  RedisModule,
  TenantContext,
  TenantRedis,
  TenantRepository,
  UserRepository,
  type InjectionMode,
} from '@tenantry/redis';
import { Redis } from 'ioredis';

/** Ways of giving seven collaborators of the request's tenant to a controller. */
export type Contender = 'manual' | 'context' | 'request' | 'plain-request';

interface TenantRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const TENANT_HEADER = 'x-tenant-id';
const MANUAL_REDIS = Symbol('manual-redis');

/** Answers of the two routes: `/static/:key` without I/O, `/value/:key` with one GET. */
const STATIC_ANSWER = { value: 1 };

/* The hand-written rival: seven singletons that take the tenant as an argument. */

class ManualStore {
  constructor(private readonly redis: Redis) {}

  async get(tenant: string, key: string): Promise<unknown> {
    const text = await this.redis.get(`${tenant}:${key}`);
    return text === null ? null : (JSON.parse(text) as unknown);
  }
}
class ManualA extends ManualStore {}
class ManualB extends ManualStore {}
class ManualC extends ManualStore {}
class ManualD extends ManualStore {}
class ManualE extends ManualStore {}
class ManualF extends ManualStore {}
class ManualG extends ManualStore {}
const MANUAL_STORES = [ManualA, ManualB, ManualC, ManualD, ManualE, ManualF, ManualG];

function tenantOf(request: TenantRequest): string {
  const tenant = request.headers[TENANT_HEADER];
  if (tenant === undefined || !/^[\w.-]{1,128}$/.test(tenant)) throw new Error('no tenant');
  return tenant;
}

@Controller()
class ManualController {
  constructor(
    @Inject(ManualA) private readonly a: ManualA,
    @Inject(ManualB) readonly b: ManualB,
    @Inject(ManualC) readonly c: ManualC,
    @Inject(ManualD) readonly d: ManualD,
    @Inject(ManualE) readonly e: ManualE,
    @Inject(ManualF) readonly f: ManualF,
    @Inject(ManualG) readonly g: ManualG,
  ) {}

  @Get('static/:key')
  answer(@Req() request: TenantRequest): object {
    tenantOf(request);
    return STATIC_ANSWER;
  }

  @Get('value/:key')
  async value(@Req() request: TenantRequest, @Param('key') key: string): Promise<object> {
    return { value: await this.a.get(tenantOf(request), key) };
  }
}

/* Ours: two repositories of the library, four of the application and TenantRedis itself. */

@Injectable()
class RepositoryA extends TenantRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }
}
@Injectable()
class RepositoryB extends TenantRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }
}
@Injectable()
class RepositoryC extends TenantRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }
}
@Injectable()
class RepositoryD extends TenantRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }
}
const OWN_REPOSITORIES = [RepositoryA, RepositoryB, RepositoryC, RepositoryD];

@Controller()
class TenantryController {
  constructor(
    @Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository,
    @Inject(UserRepository) readonly users: UserRepository,
    @Inject(TenantRedis) readonly tenantRedis: TenantRedis,
    @Inject(RepositoryA) readonly a: RepositoryA,
    @Inject(RepositoryB) readonly b: RepositoryB,
    @Inject(RepositoryC) readonly c: RepositoryC,
    @Inject(RepositoryD) readonly d: RepositoryD,
  ) {}

  @Get('static/:key')
  answer(): object {
    TenantContext.require();
    return STATIC_ANSWER;
  }

  @Get('value/:key')
  async value(@Param('key') key: string): Promise<object> {
    return { value: await this.keyValue.get(key) };
  }
}

/* What one would do without the library's durable sub-trees: everything rebuilt for every request. */

class RequestStore {
  constructor(
    private readonly redis: Redis,
    private readonly request: TenantRequest,
  ) {}

  async get(key: string): Promise<unknown> {
    const text = await this.redis.get(`${tenantOf(this.request)}:${key}`);
    return text === null ? null : (JSON.parse(text) as unknown);
  }
}
const REQUEST_STORES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => Symbol(name));

@Controller()
class PlainRequestController {
  constructor(
    @Inject(REQUEST_STORES[0]) private readonly a: RequestStore,
    @Inject(REQUEST_STORES[1]) readonly b: RequestStore,
    @Inject(REQUEST_STORES[2]) readonly c: RequestStore,
    @Inject(REQUEST_STORES[3]) readonly d: RequestStore,
    @Inject(REQUEST_STORES[4]) readonly e: RequestStore,
    @Inject(REQUEST_STORES[5]) readonly f: RequestStore,
    @Inject(REQUEST_STORES[6]) readonly g: RequestStore,
  ) {}

  @Get('static/:key')
  answer(@Req() request: TenantRequest): object {
    tenantOf(request);
    return STATIC_ANSWER;
  }

  @Get('value/:key')
  async value(@Param('key') key: string): Promise<object> {
    return { value: await this.a.get(key) };
  }
}

@Module({})
class BenchModule {}

/** The application module of a contender. */
export function moduleOf(contender: Contender, url: string): DynamicModule {
  return contender === 'manual' || contender === 'plain-request'
    ? manualModule(contender, url)
    : tenantryModule(contender, url);
}

function manualModule(contender: 'manual' | 'plain-request', url: string): DynamicModule {
  const redis: Provider = {
    provide: MANUAL_REDIS,
    useFactory: () => new Redis(`${url}/15`, { enableAutoPipelining: true, commandTimeout: 5_000 }),
  };
  if (contender === 'manual') {
    const stores = MANUAL_STORES.map((Store): Provider => ({
      provide: Store,
      inject: [MANUAL_REDIS],
      useFactory: (client: Redis) => new Store(client),
    }));
    return { module: BenchModule, controllers: [ManualController], providers: [redis, ...stores] };
  }
  const stores = REQUEST_STORES.map((provide): Provider => ({
    provide,
    scope: Scope.REQUEST,
    inject: [MANUAL_REDIS, REQUEST],
    useFactory: (client: Redis, request: TenantRequest) => new RequestStore(client, request),
  }));
  return { module: BenchModule, controllers: [PlainRequestController], providers: [redis, ...stores] };
}

function tenantryModule(injection: InjectionMode, url: string): DynamicModule {
  return {
    module: BenchModule,
    imports: [
      RedisModule.forRoot({
        url,
        env: false,
        injection,
        tenancy: { resolve: fromHeader(TENANT_HEADER), authorize: () => true, maxTenants: 1_000 },
      }),
    ],
    controllers: [TenantryController],
    providers: OWN_REPOSITORIES,
  };
}
