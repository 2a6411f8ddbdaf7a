import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { RedisModule, STANDARD_POOL_DATABASES } from '@tenantry/redis';
import { CONCURRENCY, type TenantryContender } from './contender.js';

/**
 * Both contenders are on one server at the same time, in databases of their own: a worker takes keys that expire in its
 * database, and that have no trigger, for another program's triggers.
 */
const DATABASES: Readonly<Record<TenantryContender, number>> = {
  tenantry: STANDARD_POOL_DATABASES.expiry,
  'tenantry-without-keys': 6,
};

/** The module as an application imports it. */
export function tenantryModule(contender: TenantryContender, url: string, worker: boolean): DynamicModule {
  return RedisModule.forRoot({
    url,
    env: false,
    pools: { expiry: `${url}/${DATABASES[contender]}` },
    expiry: { worker, concurrency: CONCURRENCY, ttlKeys: contender === 'tenantry' },
  });
}

export async function startContext(module: DynamicModule): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
}
