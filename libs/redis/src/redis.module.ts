import { Inject, Module, type DynamicModule, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ConfigurableRedisModule, type RedisModuleAsyncOptions } from './redis-module.definition.js';
import type { RedisModuleOptions, RedisModuleStaticOptions } from './redis-module-options.js';
import { installTenantHook } from './tenancy/tenant-http.hook.js';
import { TenantMiddleware } from './tenancy/tenant.middleware.js';

/**
 * The Redis layer of a multi-tenant application. Import it once, in the root module; what it exports is visible
 * everywhere: `RedisConnectionManager`, every pool by `@InjectRedis(alias)`, `RedisTenants`, and the repositories
 * of the request's tenant.
 */
@Module({})
export class RedisModule extends ConfigurableRedisModule implements NestModule {
  constructor(
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
    @Inject(TenantMiddleware) private readonly tenantMiddleware: TenantMiddleware,
  ) {
    super();
  }

  /**
   * With options that are known now.
   * @throws InvalidConfigurationError at start-up, naming every wrong field and its source
   */
  static override forRoot(options: RedisModuleOptions & RedisModuleStaticOptions = {}): DynamicModule {
    const aliases = [...Object.keys(options.pools ?? {}), ...(options.aliases ?? [])];
    return super.forRoot({ ...options, aliases });
  }

  /**
   * With options made by a factory. Name aliases of your own in `aliases`: providers have to be known before the
   * factory runs.
   * @throws InvalidConfigurationError | UnknownPoolError at start-up
   */
  static override forRootAsync(options: RedisModuleAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Called by Nest. */
  configure(consumer: MiddlewareConsumer): void {
    installTenantHook(this.adapterHost.httpAdapter, this.tenantMiddleware, consumer);
  }
}
