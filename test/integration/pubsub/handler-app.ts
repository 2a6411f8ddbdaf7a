import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { RedisModule, RedisTenants, type RedisModuleOptions } from '@tenantry/redis';
import { createCodec } from '../../../libs/redis/src/codec/value-codec.js';
import { LIBRARY_LOGGER } from '../../../libs/redis/src/common/logger.token.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { explicitTenant } from '../../../libs/redis/src/context/tenant-reference.js';
import { HandlerExplorer } from '../../../libs/redis/src/dispatch/handler.explorer.js';
import { HandlerInvoker } from '../../../libs/redis/src/dispatch/handler.invoker.js';
import { TENANT_RUNNER } from '../../../libs/redis/src/dispatch/tenant-runner.js';
import { ChannelWorker } from '../../../libs/redis/src/messaging/channel.worker.js';
import {
  MESSAGING_OPTIONS,
  type MessagingOptions,
} from '../../../libs/redis/src/messaging/messaging-options.js';
import { ChannelHub } from '../../../libs/redis/src/pubsub/channel-hub.js';
import { ChannelNames } from '../../../libs/redis/src/pubsub/channel-names.js';
import { PUBSUB_RUNTIME, type PubSubRuntime } from '../../../libs/redis/src/pubsub/pubsub-runtime.js';
import { RedisPublisher } from '../../../libs/redis/src/pubsub/redis-publisher.js';
import { LogLines } from '../batch-worker/log-lines.js';

export interface HandlerAppParts {
  readonly redis: RedisModuleOptions;
  readonly hashTags: boolean;
  readonly providers: Provider[];
  readonly messaging?: MessagingOptions;
}

/** A Nest application with handlers of channels. */
export interface HandlerApp {
  readonly app: INestApplicationContext;
  readonly log: LogLines;
  readonly tenants: RedisTenants;
  readonly runtime: PubSubRuntime;
  publisher(tenant: string): RedisPublisher;
}

@Module({})
class HandlerAppModule {}

@Module({})
class MessagingModule {}

/** What RedisModule has of it, with options of the tests. */
function messagingModule({ hashTags, messaging = {} }: HandlerAppParts, log: LogLines): DynamicModule {
  return {
    module: MessagingModule,
    imports: [DiscoveryModule],
    providers: [
      {
        provide: PUBSUB_RUNTIME,
        inject: [RedisConnectionManager, ChannelHub],
        useFactory: (pools: RedisConnectionManager, hub: ChannelHub): PubSubRuntime => ({
          pools,
          hub,
          names: new ChannelNames({ hashTags }),
          codec: createCodec('lossless'),
          logger: log,
        }),
      },
      {
        provide: ChannelHub,
        inject: [RedisConnectionManager],
        useFactory: (pools: RedisConnectionManager) => new ChannelHub(pools),
      },
      HandlerExplorer,
      HandlerInvoker,
      { provide: TENANT_RUNNER, useExisting: RedisTenants },
      { provide: LIBRARY_LOGGER, useValue: log },
      { provide: MESSAGING_OPTIONS, useValue: messaging },
      ChannelWorker,
    ],
  };
}

export async function startHandlerApp(parts: HandlerAppParts): Promise<HandlerApp> {
  const log = new LogLines();
  const app = await NestFactory.createApplicationContext(
    {
      module: HandlerAppModule,
      imports: [
        RedisModule.forRoot({ env: false, logger: log, ...parts.redis }),
        messagingModule(parts, log),
      ],
      providers: parts.providers,
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const runtime = app.get<PubSubRuntime>(PUBSUB_RUNTIME, { strict: false });
  return {
    app,
    log,
    tenants: app.get(RedisTenants),
    runtime,
    publisher: (tenant) =>
      new RedisPublisher({ tenantReference: explicitTenant(parseTenantId(tenant)), pubsub: runtime }),
  };
}
