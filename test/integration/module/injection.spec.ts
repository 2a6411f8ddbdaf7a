import { Injectable, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  getRedisToken,
  InjectRedis,
  InvalidArgumentError,
  KeyValueRepository,
  RedisConnectionManager,
  RedisModule,
  RedisTenants,
  TenantContext,
  TenantRedis,
  UserRepository,
  type RedisClient,
  type RedisModuleAsyncOptions,
  type RedisModuleOptions,
  type RedisModuleOptionsFactory,
} from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { topologies, type Topology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/* A feature module that imports nothing of ours: what it injects must be visible everywhere. */

@Injectable()
class Dashboard {
  constructor(
    @InjectRedis() readonly main: RedisClient,
    @InjectRedis('user') readonly user: RedisClient,
    @InjectRedis('analytics') readonly analytics: RedisClient,
  ) {}
}

@Module({ providers: [Dashboard], exports: [Dashboard] })
class DashboardModule {}

@Module({ imports: [DashboardModule] })
class NestedFeatureModule {}

/** A topology's servers, and a pool of the application's own on them. */
function optionsOf(topology: Topology): RedisModuleOptions {
  const { pools, ...others } = topology.options();
  const server = pools?.['default'];
  const analytics = {
    ...(typeof server === 'object' ? server : {}),
    ...(topology.clustered ? {} : { db: 3 }),
  };
  return { ...others, env: false, pools: { ...pools, analytics } };
}

describe.each(topologies)('RedisModule on $name', (topology) => {
  const options = (): RedisModuleOptions => optionsOf(topology);
  const ownDatabases = topology.clustered ? ['0', '0', '0'] : ['15', '11', '3'];

  @Injectable()
  class OptionsService implements RedisModuleOptionsFactory {
    async createRedisOptions(): Promise<RedisModuleOptions> {
      return options();
    }
  }
  @Module({ providers: [OptionsService], exports: [OptionsService] })
  class OptionsModule {}

  const asyncWays: Record<string, RedisModuleAsyncOptions> = {
    useFactory: {
      imports: [OptionsModule],
      inject: [OptionsService],
      useFactory: async (service: OptionsService) => service.createRedisOptions(),
    },
    useClass: { useClass: OptionsService },
    useExisting: { imports: [OptionsModule], useExisting: OptionsService },
  };
  let app: INestApplicationContext | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function start(
    redisModule: DynamicModule,
    ...others: Array<new () => object>
  ): Promise<INestApplicationContext> {
    @Module({ imports: [NestedFeatureModule, redisModule, ...others] })
    class AppModule {}
    app = await NestFactory.createApplicationContext(AppModule, {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    return app;
  }

  async function expectThreePools(running: INestApplicationContext): Promise<void> {
    const dashboard = running.get(Dashboard, { strict: false });
    const databases = await Promise.all(
      [dashboard.main, dashboard.user, dashboard.analytics].map(
        async (client) => /db=(\d+)/.exec(String(await client.call('CLIENT', 'INFO')))?.[1],
      ),
    );
    expect(databases).toEqual(ownDatabases);
  }

  it('makes every pool injectable in any feature module with forRoot', async () => {
    await expectThreePools(await start(RedisModule.forRoot(options())));
  });

  it.each(Object.keys(asyncWays))(
    'makes every pool injectable in any feature module with forRootAsync %s',
    async (way) => {
      await expectThreePools(
        await start(RedisModule.forRootAsync({ ...asyncWays[way], aliases: ['analytics'] })),
      );
    },
  );

  it('says how to declare an alias that forRootAsync was not told about', async () => {
    await expect(start(RedisModule.forRootAsync(asyncWays['useFactory'] ?? {}))).rejects.toThrow(
      /analytics.*aliases/s,
    );
  });

  it('refuses an alias that was declared but not configured', async () => {
    const redisModule = RedisModule.forRootAsync({
      useFactory: () => ({ ...topology.options(), env: false }),
      aliases: ['analytics'],
    });
    await expect(start(redisModule)).rejects.toMatchObject({ code: 'UNKNOWN_POOL' });
  });

  it('refuses unknown options by name, at every level', async () => {
    const bad = { ...options(), tenacy: {} } as RedisModuleOptions;
    await expect(async () => start(RedisModule.forRoot(bad))).rejects.toThrow(/tenacy/);
    const nested = { ...options(), tenancy: { resolver: () => 'acme' } } as RedisModuleOptions;
    await expect(async () => start(RedisModule.forRoot(nested))).rejects.toThrow(/tenancy.*resolver/s);
    const mode = { ...options(), injection: 'singleton' } as unknown as RedisModuleOptions;
    await expect(async () => start(RedisModule.forRoot(mode))).rejects.toThrow(/injection/);
  });

  it('refuses options that contradict each other', async () => {
    const both = RedisModule.forRoot({ ...options(), tenancy: { fixed: 'acme', resolve: () => 'acme' } });
    await expect(start(both)).rejects.toThrow(/fixed.*resolve/);
  });

  it('injects repositories as singletons that follow the context in context mode', async () => {
    const running = await start(RedisModule.forRoot({ ...options(), injection: 'context' }));
    const users = running.get(UserRepository);
    const [acme, globex] = [uniqueName('acme'), uniqueName('globex')];
    await TenantContext.run({ tenant: acme }, async () => users.upsert('u1', { owner: acme }));
    expect(await TenantContext.run({ tenant: globex }, async () => users.get('u1'))).toBeNull();
    expect(await TenantContext.run({ tenant: acme }, async () => users.get('u1'))).toEqual({ owner: acme });
    await expect(users.get('u1')).rejects.toMatchObject({ code: 'MISSING_TENANT' });
  });

  it('gives every repository the fixed tenant, also outside requests', async () => {
    const tenant = uniqueName('production');
    const running = await start(
      RedisModule.forRoot({ ...options(), injection: 'context', tenancy: { fixed: tenant } }),
    );
    await running.get(KeyValueRepository).set('greeting', 'hello', { ttlSeconds: 60 });
    expect(await running.get(RedisTenants).for(tenant).keyValue.get('greeting')).toBe('hello');
  });

  it('applies expiries per tenant and per call of RedisTenants.for', async () => {
    const [plain, special, named] = [uniqueName('plain'), uniqueName('special'), uniqueName('named')];
    const running = await start(
      RedisModule.forRoot({ ...options(), ttl: { users: 500, tenants: { [special]: { users: 900 } } } }),
    );
    const redisTenants = running.get(RedisTenants);
    const ttlOf = async (tenantRedis: TenantRedis) => {
      await tenantRedis.users.upsert('u1', { a: 1 });
      return tenantRedis.users.ttl('u1');
    };
    expect(await ttlOf(redisTenants.for(plain))).toBeGreaterThan(495);
    expect(await ttlOf(redisTenants.for(plain))).toBeLessThanOrEqual(500);
    expect(await ttlOf(redisTenants.for(special))).toBeGreaterThan(895);
    expect(await ttlOf(redisTenants.for(named, { ttlSeconds: 60 }))).toBeLessThanOrEqual(60);
  });

  it.each([0, -60, Number.NaN, Date.now()])(
    'refuses %s as the expiry of a call of RedisTenants.for, and writes nothing',
    async (ttlSeconds) => {
      const redisTenants = (await start(RedisModule.forRoot(options()))).get(RedisTenants);
      const tenant = uniqueName('named');
      await expect(async () =>
        redisTenants.for(tenant, { ttlSeconds }).users.upsert('u1', { a: 1 }),
      ).rejects.toThrow(InvalidArgumentError);
      expect(await redisTenants.for(tenant).users.get('u1')).toBeNull();
    },
  );

  it('lets tests replace a repository or a pool', async () => {
    const fake = { get: async () => ({ name: 'fake' }) };
    const moduleRef = await Test.createTestingModule({
      imports: [RedisModule.forRoot(options()), DashboardModule],
    })
      .overrideProvider(UserRepository)
      .useValue(fake)
      .overrideProvider(getRedisToken('user'))
      .useValue({ fake: true })
      .compile();
    app = await moduleRef.init();
    expect(await moduleRef.resolve(UserRepository)).toBe(fake);
    expect(moduleRef.get(Dashboard, { strict: false }).user).toEqual({ fake: true });
  });

  it('shares no pool between two applications of one process', async () => {
    const first = await start(RedisModule.forRoot(options()));
    @Module({ imports: [RedisModule.forRoot(options()), DashboardModule] })
    class OtherModule {}
    const second = await NestFactory.createApplicationContext(OtherModule, { logger: ['error'] });
    expect(first.get(RedisConnectionManager)).not.toBe(second.get(RedisConnectionManager));
    await second.close();
    await expectThreePools(first);
  });
});

describe.each(topologies)('RedisModule on $name at shutdown', (topology) => {
  it('keeps its pools usable in every shutdown hook of the application', async () => {
    const seen: string[] = [];

    @Injectable()
    class LastWords {
      constructor(@InjectRedis() private readonly redis: RedisClient) {}
      onModuleDestroy = async () => this.say('onModuleDestroy');
      beforeApplicationShutdown = async () => this.say('beforeApplicationShutdown');
      onApplicationShutdown = async () => this.say('onApplicationShutdown');

      private async say(hook: string): Promise<void> {
        if ((await this.redis.ping()) === 'PONG') seen.push(hook);
      }
    }

    @Module({ imports: [RedisModule.forRoot(optionsOf(topology))], providers: [LastWords] })
    class AppModule {}
    const running = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
    const client = running.get<RedisClient>(getRedisToken('default'));
    await running.close();
    expect(seen).toEqual(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown']);
    expect(client.status).toBe('end');
  });
});

describe('RedisModule without Redis', () => {
  it('fails the start with the pool and the address when Redis is absent', async () => {
    const absent = RedisModule.forRoot({
      url: 'redis://:secret@127.0.0.1:1',
      env: false,
      defaults: { startupAttempts: 1 },
    });
    const failure = await NestFactory.createApplicationContext(absent, {
      logger: false,
      abortOnError: false,
    }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'POOL_STARTUP_FAILED',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(String(failure)).not.toContain('secret');
  });
});
