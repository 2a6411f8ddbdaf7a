import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import {
  ExpiryEvents,
  ExpiryHandlerRegistry,
  ExpirySchedule,
  RedisConnectionManager,
  RedisModule,
  RedisOperations,
} from '@tenantry/redis';
import { TriggerClock } from '../clock/trigger-clock.js';
import { TriggerKeys } from '../clock/trigger-keys.js';
import type { RedisCluster } from '../cluster/redis-cluster.js';
import type { RedisServer } from '../server/redis-server.js';
import type {
  RedisTestingAsyncOptions,
  RedisTestingRootOptions,
  TestingServerOptions,
} from './redis-testing-options.js';
import { TestRedis } from './test-redis.js';
import { TestingServer } from './testing-server.js';

/** Holds the server, so that RedisModule can wait for it. */
@Module({})
class TestingServerModule {}

const TOOLS: Provider[] = [
  {
    provide: TriggerClock,
    inject: [ExpirySchedule, ExpiryHandlerRegistry, ExpiryEvents, RedisConnectionManager, RedisOperations],
    useFactory: (
      schedule: ExpirySchedule,
      registry: ExpiryHandlerRegistry,
      events: ExpiryEvents,
      clients: RedisConnectionManager,
      operations: RedisOperations,
    ) =>
      new TriggerClock({
        schedule,
        registry,
        events,
        keys: new TriggerKeys({ schedule, clients, operations }),
      }),
  },
  TestRedis,
];

/**
 * `RedisModule` on a real Redis that lives as long as the Nest application of the test:
 * ```ts
 * const module = await Test.createTestingModule({ imports: [RedisTestingModule.forRoot(), OnboardingModule] }).compile();
 * await module.init(); // starts the workers
 * const redis = module.get(TestRedis);
 * const clock = module.get(TriggerClock);
 * await module.close(); // stops the server too
 * ```
 * Each module has a server of its own unless it is given one, so tests in parallel share nothing: neither keys nor
 * channels, users or settings of the server.
 */
@Module({})
export class RedisTestingModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(TestingServer) private readonly server: TestingServer,
    @Inject(RedisConnectionManager) private readonly pools: RedisConnectionManager,
  ) {}

  /**
   * With options that are known now: those of `RedisModule.forRoot`, without the place of Redis. Neither the
   * environment nor a YAML file is read.
   * @throws RedisNotFoundError | RedisStartError | InvalidConfigurationError when the module is compiled
   */
  static forRoot(options: RedisTestingRootOptions = {}): DynamicModule {
    const { server, topology, injection, aliases = [], ...redis } = options;
    return withRedisModule({
      server: { server, topology },
      definition: {
        injection,
        aliases: [...Object.keys(redis.pools ?? {}), ...aliases],
        inject: [],
        useFactory: () => redis,
      },
    });
  }

  /**
   * With options made by a factory. Name aliases of your own in `aliases`, as for `RedisModule.forRootAsync`.
   * @throws RedisNotFoundError | RedisStartError | InvalidConfigurationError when the module is compiled
   */
  static forRootAsync(options: RedisTestingAsyncOptions): DynamicModule {
    const { server, topology, ...definition } = options;
    return withRedisModule({ server: { server, topology }, definition });
  }

  /**
   * The tools for an application that imports `RedisModule` itself and has been led to this server, by `REDIS_URL` for
   * example. The start fails if one of its pools is elsewhere.
   */
  static forServer(server: RedisServer | RedisCluster): DynamicModule {
    return withTools([serverModule({ server })]);
  }

  /** Called by Nest. @throws Error if a pool is not on the server */
  onModuleInit(): void {
    this.server.check(this.pools);
  }

  /** Called by Nest. */
  async onApplicationShutdown(): Promise<void> {
    // Whichever of the two Nest comes to first.
    await this.pools.close();
    await this.server.stop();
  }
}

interface RedisModuleParts {
  readonly server: TestingServerOptions;
  readonly definition: Omit<RedisTestingAsyncOptions, keyof TestingServerOptions>;
}

function withRedisModule({ server, definition }: RedisModuleParts): DynamicModule {
  const { imports = [], inject = [], useFactory, injection, aliases } = definition;
  const holder = serverModule(server);
  const redisModule = RedisModule.forRootAsync({
    injection,
    aliases,
    imports: [...imports, holder],
    inject: [TestingServer, ...inject],
    useFactory: async (testingServer: TestingServer, ...dependencies: unknown[]) =>
      testingServer.place(await useFactory(...(dependencies as never[]))),
  });
  return withTools([holder, redisModule]);
}

function withTools(imports: DynamicModule[]): DynamicModule {
  return {
    module: RedisTestingModule,
    global: true,
    imports,
    providers: TOOLS,
    exports: [TestRedis, TriggerClock],
  };
}

function serverModule(options: TestingServerOptions): DynamicModule {
  return {
    module: TestingServerModule,
    providers: [{ provide: TestingServer, useFactory: async () => TestingServer.start(options) }],
    exports: [TestingServer],
  };
}
