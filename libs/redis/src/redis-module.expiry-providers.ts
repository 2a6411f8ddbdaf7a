import type { InjectionToken, LoggerService, Provider } from '@nestjs/common';
import { LIBRARY_LOGGER } from './common/logger.token.js';
import type { ResolvedConfig } from './config/resolved-config.js';
import { RedisConnectionManager } from './connections/redis-connection.manager.js';
import { KeyspaceBridge } from './expiry/bridge/keyspace.bridge.js';
import { ExpiryEngines } from './expiry/expiry-engines.js';
import { ExpiryEvents } from './expiry/expiry-events.js';
import { ExpiryHandlerRegistry } from './expiry/expiry-handler.registry.js';
import { EXPIRY_CODEC, EXPIRY_OPTIONS, type ResolvedExpiryOptions } from './expiry/expiry-options.js';
import { ExpirySchedule } from './expiry/expiry-schedule.js';
import { resolveExpiryOptions } from './expiry/resolve-expiry-options.js';
import { ExpiryWorker } from './expiry/worker/expiry.worker.js';
import type { RedisModuleOptions } from './redis-module-options.js';
import { RESOLVED_CONFIG } from './redis-module.tokens.js';
import type { RepositoryRuntime } from './repositories/tenant-scope.js';
import { REPOSITORY_RUNTIME } from './tenancy/tenancy.tokens.js';

/** Expiry triggers: their engines, the handlers, the worker that calls them and the bridge for foreign keys. */
export function createExpiryProviders(optionsToken: InjectionToken): Provider[] {
  return [
    {
      provide: EXPIRY_OPTIONS,
      // The configuration first: it has checked these options.
      inject: [optionsToken, RESOLVED_CONFIG],
      useFactory: ({ expiry }: RedisModuleOptions) => resolveExpiryOptions(expiry),
    },
    {
      provide: EXPIRY_CODEC,
      inject: [REPOSITORY_RUNTIME],
      useFactory: ({ codec }: RepositoryRuntime) => codec,
    },
    {
      provide: ExpiryEngines,
      inject: [RESOLVED_CONFIG, RedisConnectionManager, REPOSITORY_RUNTIME, EXPIRY_OPTIONS, ExpiryEvents],
      useFactory: (
        { namespace }: ResolvedConfig,
        pools: RedisConnectionManager,
        { keys }: RepositoryRuntime,
        expiry: ResolvedExpiryOptions,
        events: ExpiryEvents,
      ) => new ExpiryEngines({ pools, keys, namespace, expiry, events }),
    },
    ExpiryEvents,
    ExpiryHandlerRegistry,
    ExpirySchedule,
    ExpiryWorker,
    {
      provide: KeyspaceBridge,
      inject: [
        ExpiryEngines,
        RedisConnectionManager,
        REPOSITORY_RUNTIME,
        ExpiryHandlerRegistry,
        EXPIRY_OPTIONS,
        LIBRARY_LOGGER,
      ],
      useFactory: (
        engines: ExpiryEngines,
        pools: RedisConnectionManager,
        { keys }: RepositoryRuntime,
        registry: ExpiryHandlerRegistry,
        expiry: ResolvedExpiryOptions,
        logger: LoggerService,
      ) => new KeyspaceBridge({ engines, pools, keys, registry, expiry, logger }),
    },
  ];
}

/** Tokens of {@link createExpiryProviders} that applications may inject. */
export const EXPIRY_EXPORTS: readonly InjectionToken[] = [
  // What TenantRedis is made of.
  ExpiryEngines,
  ExpiryEvents,
  ExpiryHandlerRegistry,
  ExpirySchedule,
];
