import type { InjectionToken, LoggerService, Provider } from '@nestjs/common';
import { LIBRARY_LOGGER } from './common/logger.token.js';
import type { ResolvedConfig } from './config/resolved-config.js';
import { RedisConnectionManager } from './connections/redis-connection.manager.js';
import { ChannelWorker } from './messaging/channel.worker.js';
import { MESSAGING_OPTIONS } from './messaging/messaging-options.js';
import { ChannelHub } from './pubsub/channel-hub.js';
import { ChannelNames } from './pubsub/channel-names.js';
import { GlobalPublisher } from './pubsub/global-publisher.js';
import { GlobalSubscriber } from './pubsub/global-subscriber.js';
import { PUBSUB_RUNTIME, type PubSubRuntime } from './pubsub/pubsub-runtime.js';
import type { RedisModuleOptions } from './redis-module-options.js';
import { RESOLVED_CONFIG } from './redis-module.tokens.js';
import type { RepositoryRuntime } from './repositories/tenant-scope.js';
import { REPOSITORY_RUNTIME } from './tenancy/tenancy.tokens.js';

/** Channels: what publishers and subscribers share, those of no tenant, and the worker that calls handlers. */
export function createPubSubProviders(optionsToken: InjectionToken): Provider[] {
  return [
    {
      provide: ChannelHub,
      inject: [RedisConnectionManager],
      useFactory: (pools: RedisConnectionManager) => new ChannelHub(pools),
    },
    {
      provide: PUBSUB_RUNTIME,
      inject: [RESOLVED_CONFIG, RedisConnectionManager, ChannelHub, REPOSITORY_RUNTIME, LIBRARY_LOGGER],
      useFactory: (
        { keys }: ResolvedConfig,
        pools: RedisConnectionManager,
        hub: ChannelHub,
        { codec }: RepositoryRuntime,
        logger: LoggerService,
      ): PubSubRuntime => ({ pools, hub, names: new ChannelNames(keys), codec, logger }),
    },
    {
      provide: GlobalPublisher,
      inject: [PUBSUB_RUNTIME],
      useFactory: (runtime: PubSubRuntime) => new GlobalPublisher(runtime),
    },
    {
      provide: GlobalSubscriber,
      inject: [PUBSUB_RUNTIME],
      useFactory: (runtime: PubSubRuntime) => new GlobalSubscriber(runtime),
    },
    {
      provide: MESSAGING_OPTIONS,
      // The configuration first: it has checked these options.
      inject: [optionsToken, RESOLVED_CONFIG],
      useFactory: ({ messaging = {} }: RedisModuleOptions) => messaging,
    },
    ChannelWorker,
  ];
}

/** Tokens of {@link createPubSubProviders} that applications may inject. */
export const PUBSUB_EXPORTS: readonly InjectionToken[] = [
  GlobalPublisher,
  GlobalSubscriber,
  // What TenantRedis is made of.
  PUBSUB_RUNTIME,
];
