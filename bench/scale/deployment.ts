import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, type TenantRedis } from '@tenantry/redis';
import { RedisHealthIndicator, RedisHealthModule } from '@tenantry/redis/health';
import { RedisPrometheusMetrics, RedisPrometheusModule } from '@tenantry/redis/metrics/prometheus';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { ServerFigures } from '../indexes/server-figures.js';
import type { Size } from './sizes.js';

/** A server with its data, and an application that uses it without running triggers. */
export interface Deployment {
  readonly size: Size;
  readonly server: RedisServer;
  readonly figures: ServerFigures;
  readonly health: RedisHealthIndicator;
  readonly metrics: RedisPrometheusMetrics;
  readonly tenant: (name: string) => TenantRedis;
  readonly close: () => Promise<void>;
}

/** What both the measured application and the started worker import. */
export function redisModule(url: string, worker: boolean): ReturnType<typeof RedisModule.forRoot> {
  return RedisModule.forRoot({ url, env: false, indexes: { user: ['email'] }, expiry: { worker } });
}

export async function startDeployment(size: Size): Promise<Deployment> {
  const server = await startRedis();
  @Module({
    imports: [redisModule(server.url, false), RedisHealthModule, RedisPrometheusModule.forRoot()],
  })
  class ScaleModule {}

  const app = await NestFactory.createApplicationContext(ScaleModule, { logger: ['error', 'warn'] });
  const tenants = app.get(RedisTenants);
  const figures = new ServerFigures(server.url);
  return {
    size,
    server,
    figures,
    health: app.get(RedisHealthIndicator, { strict: false }),
    metrics: app.get(RedisPrometheusMetrics, { strict: false }),
    tenant: (name) => tenants.for(name),
    close: async () => {
      figures.close();
      await app.close();
      await server.stop();
    },
  };
}
