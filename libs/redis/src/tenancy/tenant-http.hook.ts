import type { MiddlewareConsumer } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TenancyRequest } from './tenancy-options.js';
import { TenantMiddleware } from './tenant.middleware.js';

/** The part of a Fastify instance used here; Fastify is an optional adapter. */
interface FastifyHooks {
  addHook(
    name: 'onRequest',
    hook: (request: TenancyRequest, reply: unknown, done: (error?: Error) => void) => void,
  ): unknown;
}

/**
 * Installs the tenant context on the HTTP adapter itself: Nest's own middleware layer costs Fastify a quarter of
 * its throughput and runs after the application's middlewares.
 */
export function installTenantHook(
  adapter: AbstractHttpAdapter | undefined,
  middleware: TenantMiddleware,
  consumer: MiddlewareConsumer,
): void {
  if (adapter === undefined) return; // a standalone application or a microservice
  switch (adapter.getType()) {
    case 'express':
      adapter.use((request: TenancyRequest, response: unknown, next: (error?: Error) => void) =>
        middleware.use(request, response, next),
      );
      return;
    case 'fastify':
      adapter
        .getInstance<FastifyHooks>()
        .addHook('onRequest', (request, reply, done) => middleware.use(request, reply, done));
      return;
    default:
      consumer.apply(TenantMiddleware).forRoutes('{*path}');
  }
}
