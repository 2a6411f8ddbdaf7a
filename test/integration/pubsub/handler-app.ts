import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  RedisModule,
  RedisTenants,
  type MessagingOptions,
  type RedisModuleOptions,
  type RedisPublisher,
} from '@tenantry/redis';
import { PUBSUB_RUNTIME, type PubSubRuntime } from '../../../libs/redis/src/pubsub/pubsub-runtime.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import type { HashTag } from '../../../libs/redis/src/keys/key-options.js';

export interface HandlerAppParts {
  readonly redis: RedisModuleOptions;
  readonly hashTag: HashTag;
  readonly providers: Provider[];
  readonly messaging?: MessagingOptions;
}

/** A Nest application with handlers of channels. */
export interface HandlerApp {
  readonly app: INestApplicationContext;
  readonly log: RecordingLogger;
  readonly tenants: RedisTenants;
  readonly runtime: PubSubRuntime;
  publisher(tenant: string): RedisPublisher;
}

@Module({})
class HandlerAppModule {}

export async function startHandlerApp(parts: HandlerAppParts): Promise<HandlerApp> {
  const { redis, hashTag, messaging, providers } = parts;
  const log = new RecordingLogger();
  const app = await NestFactory.createApplicationContext(
    {
      module: HandlerAppModule,
      imports: [
        RedisModule.forRoot({
          env: false,
          configFile: false,
          logger: log,
          keys: { hashTag },
          messaging,
          ...redis,
        }),
      ],
      providers,
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const tenants = app.get(RedisTenants);
  return {
    app,
    log,
    tenants,
    runtime: app.get<PubSubRuntime>(PUBSUB_RUNTIME, { strict: false }),
    publisher: (tenant) => tenants.for(tenant).publisher,
  };
}
