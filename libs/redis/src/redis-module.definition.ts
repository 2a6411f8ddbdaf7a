import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { STANDARD_POOL_DATABASES } from './common/pool-alias.js';
import { createPoolProviders, getRedisToken } from './connections/inject-redis.decorator.js';
import type { RedisModuleOptions, RedisModuleStaticOptions } from './redis-module-options.js';
import { CORE_EXPORTS, createCoreProviders } from './redis-module.providers.js';
import { applyTenantStrategy } from './tenancy/tenant-context-id.strategy.js';
import { createTenantRedisProviders, TENANT_REDIS_TOKENS } from './tenancy/tenant-redis.providers.js';
import { parseInjectionMode } from './tenancy/tenancy-options.schema.js';

const STATIC_DEFAULTS: RedisModuleStaticOptions = { injection: 'request', aliases: [] };

/** The providers that depend on the static options; everything else is the same in every application. */
function withStaticOptions(definition: DynamicModule, extras: RedisModuleStaticOptions): DynamicModule {
  const injection = parseInjectionMode(extras.injection);
  if (injection === 'request') applyTenantStrategy();
  const aliases = [...new Set([...Object.keys(STANDARD_POOL_DATABASES), ...(extras.aliases ?? [])])];
  return {
    ...definition,
    global: true,
    imports: [...(definition.imports ?? []), DiscoveryModule],
    providers: [
      ...(definition.providers ?? []),
      ...createCoreProviders(REDIS_MODULE_OPTIONS, injection, aliases),
      ...createPoolProviders(aliases),
      ...createTenantRedisProviders(injection),
    ],
    exports: [...CORE_EXPORTS, ...aliases.map((alias) => getRedisToken(alias)), ...TENANT_REDIS_TOKENS],
  };
}

const definition = new ConfigurableModuleBuilder<RedisModuleOptions>({ moduleName: 'TenantryRedis' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createRedisOptions')
  .setExtras<RedisModuleStaticOptions>(STATIC_DEFAULTS, withStaticOptions)
  .build();

/** `forRoot` and `forRootAsync`, made by Nest's own builder. */
export const ConfigurableRedisModule = definition.ConfigurableModuleClass;
/** Token of the options as the application gave them. */
const REDIS_MODULE_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** Argument of `RedisModule.forRootAsync`. */
export type RedisModuleAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

/** Makes the options in `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface RedisModuleOptionsFactory {
  /** Called once, at start-up. */
  createRedisOptions(): RedisModuleOptions | Promise<RedisModuleOptions>;
}
