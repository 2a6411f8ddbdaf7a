import { NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, type IndexOptions, type TenantRedis } from '@tenantry/redis';

/** An application with the module's defaults and some indexes. */
export interface Application {
  readonly tenant: (name: string) => TenantRedis;
  readonly close: () => Promise<void>;
}

export async function startApplication(url: string, indexes: IndexOptions = {}): Promise<Application> {
  const app = await NestFactory.createApplicationContext(RedisModule.forRoot({ url, env: false, indexes }), {
    logger: ['error', 'warn'],
  });
  const tenants = app.get(RedisTenants);
  return { tenant: (name) => tenants.for(name), close: async () => app.close() };
}
