import { Injectable, Module, type INestApplicationContext, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ExpiryEvents,
  ExpiryHandlerRegistry,
  ExpirySchedule,
  OnExpire,
  RedisModule,
  RedisTenants,
  type ExpiryEvent,
  type ExpiryOptions,
  type OnExpireOptions,
  type RedisModuleOptions,
  type TriggerRepository,
} from '@tenantry/redis';
import { ExpiryEngines } from '../../../../libs/redis/src/expiry/expiry-engines.js';
import { uniqueName } from '../../../support/unique-name.js';
import { LogLines } from '../../batch-worker/log-lines.js';

export interface TriggerAppParts {
  readonly redis: RedisModuleOptions;
  readonly expiry?: ExpiryOptions;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly imports?: Type[];
  /** Applications with the same one share triggers. @default one of its own */
  readonly namespace?: string;
}

/** A Nest application that schedules triggers, and runs those it has handlers for. */
export interface TriggerApp {
  readonly app: INestApplicationContext;
  readonly log: LogLines;
  readonly namespace: string;
  readonly engines: ExpiryEngines;
  readonly events: ExpiryEvents;
  readonly registry: ExpiryHandlerRegistry;
  readonly schedule: ExpirySchedule;
  readonly triggersOf: (tenant: string) => TriggerRepository;
  readonly close: () => Promise<void>;
}

@Module({})
class TriggerAppModule {}

export async function startTriggerApp(parts: TriggerAppParts): Promise<TriggerApp> {
  const { namespace = uniqueName('app') } = parts;
  const log = new LogLines();
  const expiry: ExpiryOptions = { notifications: 'off', ...parts.expiry };
  const app = await NestFactory.createApplicationContext(
    {
      module: TriggerAppModule,
      imports: [
        RedisModule.forRoot({ env: false, logger: log, namespace, expiry, ...parts.redis }),
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
    namespace,
    engines: app.get(ExpiryEngines),
    events: app.get(ExpiryEvents),
    registry: app.get(ExpiryHandlerRegistry),
    schedule: app.get(ExpirySchedule),
    triggersOf: (tenant) => tenants.for(tenant).triggers,
    close: async () => app.close(),
  };
}

/** A singleton that handles an action with a function. */
export function handlerOf<T>(
  action: string,
  handle: (event: ExpiryEvent<T>) => unknown,
  options: OnExpireOptions = {},
): Type {
  @Injectable()
  class FunctionHandler {
    @OnExpire(action, options)
    async handle(event: ExpiryEvent<T>): Promise<void> {
      await handle(event);
    }
  }
  return FunctionHandler;
}

/** Starts applications, and closes them after each test. */
export class TriggerApps {
  readonly #started: TriggerApp[] = [];

  async start(parts: TriggerAppParts): Promise<TriggerApp> {
    const app = await startTriggerApp(parts);
    this.#started.push(app);
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map(async (app) => app.close()));
  }
}
