import { Module, type INestApplication, type Provider, type Type } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RedisModule, type RedisModuleOptions, type RedisModuleStaticOptions } from '@tenantry/redis';
import type { AddressInfo } from 'node:net';
import { inject } from 'vitest';

export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

export interface HttpAppParts {
  readonly adapter?: HttpAdapterName;
  readonly options?: RedisModuleOptions & RedisModuleStaticOptions;
  readonly controllers?: Type[];
  readonly providers?: Provider[];
}

/** A Nest application on the test run's Redis, listening on a free port. */
export interface HttpApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an application with RedisModule and what a test adds, and listens. */
export async function startHttpApp(parts: HttpAppParts): Promise<HttpApp> {
  @Module({
    imports: [RedisModule.forRoot({ url: inject('redisUrl'), env: false, ...parts.options })],
    controllers: parts.controllers ?? [],
    providers: parts.providers ?? [],
  })
  class TestAppModule {}

  const app = await NestFactory.create(TestAppModule, adapterOf(parts.adapter), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, port, url: `http://127.0.0.1:${port}`, close: async () => app.close() };
}

function adapterOf(name: HttpAdapterName = 'express'): AbstractHttpAdapter {
  return name === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
}
