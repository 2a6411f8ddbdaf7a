import { Logger, type InjectionToken, type LoggerService, type Provider } from '@nestjs/common';
import { BATCH_WORKER_OPTIONS, batchWorkerOptionsSchema } from './batches/batch-worker-options.js';
import { BatchWorker } from './batches/batch.worker.js';
import { TENANT_BATCHES, type TenantBatches } from './batches/tenant-batches.js';
import { createCodec } from './codec/value-codec.js';
import { LIBRARY_LOGGER } from './common/logger.token.js';
import { loadConfig } from './config/resolve-config.js';
import type { ResolvedConfig } from './config/resolved-config.js';
import { NamedDatabases } from './connections/named-databases.js';
import { RedisConnectionManager } from './connections/redis-connection.manager.js';
import { RedisPoolEvents } from './connections/redis-pool.events.js';
import { HandlerExplorer } from './dispatch/handler.explorer.js';
import { HandlerInvoker } from './dispatch/handler.invoker.js';
import { TENANT_RUNNER } from './dispatch/tenant-runner.js';
import { expiryOptionsSchema } from './expiry/expiry-options.schema.js';
import { KeyFactory } from './keys/key-factory.js';
import { messagingOptionsSchema } from './messaging/messaging-options.js';
import { RedisOperations } from './operations/redis-operations.js';
import { EXPIRY_EXPORTS, createExpiryProviders } from './redis-module.expiry-providers.js';
import { createPubSubProviders, PUBSUB_EXPORTS } from './redis-module.pubsub-providers.js';
import type { RedisModuleOptions } from './redis-module-options.js';
import { RESOLVED_CONFIG } from './redis-module.tokens.js';
import { BatchCoordinator } from './repositories/batch/batch.coordinator.js';
import { IndexDeclarations } from './repositories/indexes/index-declarations.js';
import { RepositoryStatistics } from './repositories/repository-statistics.js';
import type { RepositoryRuntime } from './repositories/tenant-scope.js';
import { RedisTenants } from './tenancy/redis-tenants.js';
import { TenancyBootstrapChecks } from './tenancy/tenancy-bootstrap.checks.js';
import type { InjectionMode, TenancyOptions } from './tenancy/tenancy-options.js';
import { INJECTION_MODE, REPOSITORY_RUNTIME, TENANCY_OPTIONS } from './tenancy/tenancy.tokens.js';
import { TenantInterceptor } from './tenancy/tenant.interceptor.js';
import { TenantMiddleware } from './tenancy/tenant.middleware.js';
import { TenantResolution } from './tenancy/tenant-resolution.js';
import { DEFAULT_MAX_TENANTS, tenancyOptionsSchema } from './tenancy/tenancy-options.schema.js';
import { TenantTrees } from './tenancy/tenant-trees.js';

/** Options of the layers above the configuration. */
const EXTENSIONS = {
  tenancy: tenancyOptionsSchema.optional(),
  batches: batchWorkerOptionsSchema.optional(),
  expiry: expiryOptionsSchema.optional(),
  messaging: messagingOptionsSchema.optional(),
};

/** What log lines of the module itself are about. */
const LOG_CONTEXT = 'RedisModule';

/** One line per this many: single evictions are normal, so many cost more than the sub-trees save. */
const EVICTIONS_PER_WARNING = 10_000;

/** Every provider that is the same in all applications: options, connections, tenancy. */
export function createCoreProviders(
  optionsToken: InjectionToken,
  injection: InjectionMode,
  aliases: readonly string[],
): Provider[] {
  return [
    {
      provide: RESOLVED_CONFIG,
      inject: [optionsToken],
      useFactory: (options: RedisModuleOptions) => loadConfig(options, { aliases, extensions: EXTENSIONS }),
    },
    {
      provide: LIBRARY_LOGGER,
      inject: [optionsToken],
      // Without a context of its own: each line names one, and Nest would print the logger's as a line more.
      useFactory: (options: RedisModuleOptions) => options.logger ?? new Logger(),
    },
    { provide: INJECTION_MODE, useValue: injection },
    {
      provide: TENANCY_OPTIONS,
      // The configuration first: it has checked these options.
      inject: [optionsToken, RESOLVED_CONFIG],
      useFactory: ({ tenancy = {} }: RedisModuleOptions) => tenancy,
    },
    RedisPoolEvents,
    {
      provide: RedisConnectionManager,
      inject: [RESOLVED_CONFIG, LIBRARY_LOGGER, RedisPoolEvents],
      useFactory: connect,
    },
    {
      provide: REPOSITORY_RUNTIME,
      inject: [RESOLVED_CONFIG, RedisConnectionManager, LIBRARY_LOGGER],
      useFactory: createRuntime,
    },
    {
      provide: TenantTrees,
      inject: [TENANCY_OPTIONS, LIBRARY_LOGGER],
      useFactory: createTrees,
    },
    {
      provide: TenantResolution,
      inject: [TENANCY_OPTIONS],
      useFactory: (tenancy: TenancyOptions) => new TenantResolution(tenancy),
    },
    TenantMiddleware,
    TenantInterceptor,
    TenancyBootstrapChecks,
    RedisTenants,
    RedisOperations,
    NamedDatabases,
    {
      provide: BatchCoordinator,
      inject: [REPOSITORY_RUNTIME],
      useFactory: (runtime: RepositoryRuntime) => new BatchCoordinator(runtime),
    },
    ...createBatchWorkerProviders(optionsToken),
    ...createExpiryProviders(optionsToken),
    ...createPubSubProviders(optionsToken),
  ];
}

/** The worker of `@OnBatch`, and what finds and calls handlers. */
function createBatchWorkerProviders(optionsToken: InjectionToken): Provider[] {
  return [
    HandlerExplorer,
    HandlerInvoker,
    BatchWorker,
    { provide: TENANT_RUNNER, useExisting: RedisTenants },
    {
      provide: TENANT_BATCHES,
      inject: [RedisTenants],
      useFactory:
        (tenants: RedisTenants): TenantBatches =>
        (tenant) =>
          tenants.for(tenant).batch,
    },
    {
      provide: BATCH_WORKER_OPTIONS,
      // The configuration first: it has checked these options.
      inject: [optionsToken, RESOLVED_CONFIG],
      useFactory: ({ batches = {} }: RedisModuleOptions) => batches,
    },
  ];
}

/** Tokens of {@link createCoreProviders} that applications may inject. */
export const CORE_EXPORTS: readonly InjectionToken[] = [
  ...EXPIRY_EXPORTS,
  ...PUBSUB_EXPORTS,
  BatchCoordinator,
  NamedDatabases,
  RedisConnectionManager,
  RedisOperations,
  RedisPoolEvents,
  RedisTenants,
  TenantInterceptor,
  TenantMiddleware,
  // What TenantInterceptor and TenantMiddleware inject when an application's own module instantiates them.
  TENANCY_OPTIONS,
  TenantResolution,
  TenantTrees,
];

/** Connected before anything that injects a pool is built, so that constructors may already use it. */
async function connect(
  config: ResolvedConfig,
  logger: LoggerService,
  events: RedisPoolEvents,
): Promise<RedisConnectionManager> {
  for (const warning of config.warnings) logger.warn(warning, LOG_CONTEXT);
  const manager = new RedisConnectionManager(config, logger, events);
  await manager.connect();
  return manager;
}

function createRuntime(
  config: ResolvedConfig,
  pools: RedisConnectionManager,
  logger: LoggerService,
): RepositoryRuntime {
  const statistics = new RepositoryStatistics();
  pools.countReadsOf(statistics);
  return {
    pools,
    keys: new KeyFactory(config.keys),
    codec: createCodec(config.codec),
    indexes: new IndexDeclarations(config.indexes),
    errors: config.errors,
    logger,
    statistics,
    ttlDefaults: config.ttl,
  };
}

function createTrees(
  { maxTenants = DEFAULT_MAX_TENANTS }: TenancyOptions,
  logger: LoggerService,
): TenantTrees {
  return new TenantTrees(maxTenants, (evictions) => {
    if (evictions % EVICTIONS_PER_WARNING !== 0) return;
    logger.warn(
      `${evictions} DI sub-trees of tenants were evicted since start: more tenants are active than ` +
        `tenancy.maxTenants (${maxTenants}), and each eviction costs a rebuild. Raise it, or use injection: 'context'.`,
      LOG_CONTEXT,
    );
  });
}
