import type { INestApplicationContext, Provider, Type } from '@nestjs/common';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  BatchCoordinator,
  OnBatch,
  RedisModule,
  RedisTenants,
  type BatchEvent,
  type BatchRepository,
  type BatchWorkerOptions,
  type OnBatchOptions,
  type RedisModuleOptions,
} from '@tenantry/redis';
import { LogLines } from './log-lines.js';

export interface WorkerAppParts {
  readonly redis: RedisModuleOptions;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly imports?: Type[];
  /** @default a poll every 20 ms, so that tests do not wait for it */
  readonly worker?: BatchWorkerOptions;
}

/** A Nest application with a batch worker. */
export interface WorkerApp {
  readonly app: INestApplicationContext;
  readonly log: LogLines;
  readonly coordinator: BatchCoordinator;
  readonly batchOf: (tenant: string) => BatchRepository;
  readonly close: () => Promise<void>;
}

@Module({})
class WorkerAppModule {}

export async function startWorkerApp(parts: WorkerAppParts): Promise<WorkerApp> {
  const log = new LogLines();
  const worker: BatchWorkerOptions = { pollIntervalMs: 20, ...parts.worker };
  const app = await NestFactory.createApplicationContext(
    {
      module: WorkerAppModule,
      imports: [
        RedisModule.forRoot({ env: false, logger: log, batches: worker, ...parts.redis }),
        ...(parts.imports ?? []),
      ],
      controllers: parts.controllers ?? [],
      providers: parts.providers ?? [],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const tenants = app.get(RedisTenants);
  return {
    app,
    log,
    coordinator: app.get(BatchCoordinator),
    batchOf: (tenant) => tenants.for(tenant).batch,
    close: async () => app.close(),
  };
}

/** A singleton that handles a queue with a function. */
export function handlerOf<T>(options: OnBatchOptions, handle: (event: BatchEvent<T>) => unknown): Type {
  @Injectable()
  class FunctionHandler {
    @OnBatch(options)
    async handle(event: BatchEvent<T>): Promise<void> {
      await handle(event);
    }
  }
  return FunctionHandler;
}
