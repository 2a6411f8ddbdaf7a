import type { INestApplicationContext, Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, type RedisModuleOptions, type RedisModuleStaticOptions } from '@tenantry/redis';

export interface ModuleAppParts {
  readonly redis: RedisModuleOptions & RedisModuleStaticOptions;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly imports?: Type[];
}

/**
 * A Nest application without HTTP: RedisModule and what a test adds.
 * @param module a class with `@Module({})`; messages name it
 */
export async function startModuleApp(module: Type, parts: ModuleAppParts): Promise<INestApplicationContext> {
  const { redis, providers = [], controllers = [], imports = [] } = parts;
  return NestFactory.createApplicationContext(
    { module, imports: [RedisModule.forRoot({ env: false, ...redis }), ...imports], controllers, providers },
    { logger: ['error', 'warn'], abortOnError: false },
  );
}
