// The public surface: a written list. Everything else is internal.
export { RedisModule } from './redis.module.js';
export type { RedisModuleAsyncOptions, RedisModuleOptionsFactory } from './redis-module.definition.js';
export type { RedisModuleOptions, RedisModuleStaticOptions } from './redis-module-options.js';

export { TENANTRY_ERROR_CODES, type TenantryErrorCode } from './common/error-codes.js';
export { InvalidArgumentError } from './common/invalid-argument.error.js';
export {
  STANDARD_POOL_DATABASES,
  type PoolAlias,
  type RedisPoolAliases,
  type StandardPoolAlias,
} from './common/pool-alias.js';
export type { TenantId } from './common/tenant-id.js';
export { TenantryError, type TenantryErrorDetails } from './common/tenantry.error.js';

export { escapeGlob } from './keys/glob.js';
export { InvalidKeyPartError } from './keys/key.errors.js';
export { KeyFactory } from './keys/key-factory.js';
export {
  DEFAULT_KEY_PREFIXES,
  type HashTag,
  type IndexedKind,
  type KeyLayout,
  type KeyOptions,
  type KeyPrefixes,
} from './keys/key-options.js';
export { KeyParser } from './keys/key-parser.js';
export type { ParsedBatchKey, ParsedKey, ParsedTriggerKey } from './keys/parsed-key.js';

export { Indexed } from './codec/indexed.decorator.js';
export { ModelValidationError, UnsupportedValueError, type ModelFailure } from './codec/codec.errors.js';
export type { ModelClass, ModelMap, RecordOf } from './codec/models.js';
export { createCodec, type CodecName, type ValueCodec } from './codec/value-codec.js';

export {
  InvalidTenantError,
  MissingTenantError,
  MissingUserError,
  TenantAlreadyAssignedError,
  TenantMismatchError,
} from './context/context.errors.js';
export { TenantContext, type TenantIdentity, type TenantIdentityInput } from './context/tenant-context.js';
export { parseTenantId, RESERVED_TENANT_IDS, TENANT_ID_PATTERN } from './context/tenant-id.js';
export type { TenantReference } from './context/tenant-reference.js';

export { InvalidConfigurationError, type ConfigurationProblem } from './config/configuration.errors.js';
export type { CoreModuleOptions, KeyModuleOptions, ReadErrorPolicy } from './config/module-options.js';
export type { IndexedFields, IndexOptions } from './config/index-options.js';
export type { ReplicaDurability, WriteDurability } from './config/durability-options.js';
export type {
  AddressMap,
  ClusterPoolOptions,
  CommonPoolOptions,
  RedisAddress,
  RedisPoolOptions,
  SentinelPoolOptions,
  StandalonePoolOptions,
  StartupMode,
} from './config/pool-options.js';
export { namedDatabases, type NamedDatabaseOptions } from './config/named-databases.js';
export { REDIS_DATABASE_NAMES, RedisDatabase, type RedisDatabaseName } from './config/redis-database.js';
export { ConsulRegistry, type ConsulRegistryOptions } from './config/registry/consul.registry.js';
export { DnsSrvRegistry, type DnsSrvRegistryOptions } from './config/registry/dns-srv.registry.js';
export { ServiceLookupError } from './config/registry/service-registry.errors.js';
export type {
  RegisteredPoolOptions,
  RegistryOptions,
  ServiceRegistry,
} from './config/registry/service-registry.js';
export { StaticRegistry } from './config/registry/static.registry.js';
export type { TlsOptions } from './config/tls-options.js';
export type { DefaultTtl, ModuleTtlOptions, ResolvedTtlOptions, TtlOptions } from './config/ttl-options.js';

export {
  BatchFailedError,
  CrossSlotError,
  TransactionAbortedError,
  type BatchCommandError,
} from './connections/batch.errors.js';
export type { BatchCallback } from './connections/batch.js';
export {
  CircuitOpenError,
  CommandOutcomeUnknownError,
  CommandTimeoutError,
  ConnectivityError,
  PoolUnavailableError,
} from './connections/connectivity.errors.js';
export {
  ConnectionReturnedError,
  ConnectionWaitTimeoutError,
  TransactionConflictError,
} from './connections/dedicated/dedicated.errors.js';
export type { WithConnectionOptions } from './connections/dedicated/dedicated-connections.js';
export type { WatchCallback, WatchOptions, WatchResult } from './connections/dedicated/watch.js';
export { getRedisToken, InjectRedis } from './connections/inject-redis.decorator.js';
export { NamedDatabases } from './connections/named-databases.js';
export type { GuardedCluster } from './connections/guarded-cluster.js';
export type { GuardedRedis } from './connections/guarded-redis.js';
export type { PoolClients, RedisClient } from './connections/pool-clients.js';
export type {
  CircuitState,
  LatencySnapshot,
  ManagerStats,
  PoolState,
  PoolStatistics,
  RedisStats,
} from './connections/pool-snapshots.js';
export { PoolStartupError, SharedConnectionError, UnknownPoolError } from './connections/pool.errors.js';
export {
  CommandRefusedError,
  FieldTypeError,
  NumberRangeError,
  WrongTypeError,
  type RedisCall,
} from './connections/reply.errors.js';
export {
  RedisPoolEvents,
  type CommandOutcome,
  type RedisPoolEventMap,
  type RedisPoolEventName,
} from './connections/redis-pool.events.js';
export { RedisConnectionManager } from './connections/redis-connection.manager.js';
export type { SubscriberConnection } from './connections/subscriber-connection.js';

export type { ChannelGap, ChannelMessage } from './pubsub/channel-message.js';
export type { PublishOptions } from './pubsub/channel-publisher.js';
export type { ChannelSubscription } from './pubsub/channel-subscription.js';
export { GlobalPublisher } from './pubsub/global-publisher.js';
export { GlobalSubscriber } from './pubsub/global-subscriber.js';
export { ChannelOverflowError } from './pubsub/pubsub.errors.js';
export { RedisPublisher } from './pubsub/redis-publisher.js';
export { RedisSubscriber } from './pubsub/redis-subscriber.js';
export type { ChannelSelector, OverflowPolicy, SubscribeOptions } from './pubsub/subscribe-options.js';

export type { PushAndAddCounts } from './operations/combined.operations.js';
export type {
  BufferReadOptions,
  CountOption,
  OperationOptions,
  ScanOption,
  TextReadOptions,
} from './operations/operation-options.js';
export { RedisOperations } from './operations/redis-operations.js';
export type { RedisFields, RedisKey, RedisValue } from './operations/redis-value.js';

export { BatchCoordinator, type PendingTenantsPage } from './repositories/batch/batch.coordinator.js';
export type {
  ClaimOptions,
  NackOptions,
  PendingTenantsOptions,
  RemoveFromPendingOptions,
} from './repositories/batch/batch.options.js';
export { BatchRepository } from './repositories/batch/batch.repository.js';
export type { ClaimedItem } from './repositories/batch/claimed-item.js';
export type { QueueName } from './repositories/batch/queue-keys.js';
export { HashRepository } from './repositories/hash.repository.js';
export { KeyValueRepository } from './repositories/key-value.repository.js';
export { RecordRepository } from './repositories/record.repository.js';
export type { ReadFrom, ReadPlace } from './repositories/read-from.js';
export type {
  ModelOption,
  ModelsOption,
  PoolOption,
  ReadItemsOptions,
  ReadOptions,
  ReadSourceOptions,
  ReadValueOptions,
  WriteOptions,
} from './repositories/repository-options.js';
export { FieldNotIndexedError } from './repositories/indexes/index.errors.js';
export { ReplicationTimeoutError } from './connections/durability/durability.errors.js';
export { TenantNotMarkedError } from './repositories/batch/batch.errors.js';
export { RepositoryStatistics } from './repositories/repository-statistics.js';
export type {
  FindOptions,
  FindPageOptions,
  FoundRecord,
  PageOptions,
  RecordPage,
  ReindexOptions,
  ReindexStep,
  SearchOption,
} from './repositories/search-options.js';
export { SearchableRepository } from './repositories/searchable.repository.js';
export type { SharedStateOfUsers } from './repositories/shared-state/shared-state-of-users.js';
export { SharedStateRepository } from './repositories/shared-state/shared-state.repository.js';
export type { MergedState } from './repositories/state-handlers/merged-state.js';
export { StateHandlerRepository } from './repositories/state-handlers/state-handler.repository.js';
export type { StatesOfHandler } from './repositories/state-handlers/states-of-handler.js';
export type { StatesOfUser } from './repositories/state-handlers/states-of-user.js';
export { TableRepository, type TableOptions } from './repositories/tables/table.repository.js';
export type { Table } from './repositories/tables/table.js';
export type { FieldOf, TypedTable } from './repositories/tables/typed-table.js';
export type { IndexDeclarations } from './repositories/indexes/index-declarations.js';
export type { RecordIndex, RecordIndexing } from './repositories/indexes/record-indexing.js';
export { TenantRepository, type ReadCall } from './repositories/tenant.repository.js';
export type { RepositoryRuntime, TenantScope } from './repositories/tenant-scope.js';
export type { UserHandle } from './repositories/user.handle.js';
export { UserRepository } from './repositories/user.repository.js';

export type { BatchEvent } from './batches/batch-event.js';
export type { BatchWorkerOptions } from './batches/batch-worker-options.js';
export { OnBatch } from './batches/on-batch.decorator.js';
export type { BatchBackoff, OnBatchOptions } from './batches/on-batch.options.js';
export { DuplicateHandlerError } from './dispatch/dispatch.errors.js';

export { TriggerPartitionsError } from './expiry/engine/trigger-partitions.error.js';
export type { ExpiryEvent, ExpiryHandlerFunction } from './expiry/expiry-event.js';
export {
  ExpiryEvents,
  type ExpiryCounters,
  type ExpiryEventMap,
  type ExpiryEventName,
  type TriggerDelivery,
} from './expiry/expiry-events.js';
export type { ExpiryHandler } from './expiry/expiry-handler.js';
export { ExpiryHandlerRegistry } from './expiry/expiry-handler.registry.js';
export type { DeadLetterOptions, ExpiryOptions, NotificationsMode } from './expiry/expiry-options.js';
export type { ScheduleClock } from './expiry/schedule-clock.js';
export {
  ExpirySchedule,
  type ActionStatistics,
  type ScheduleStatistics,
  type TopTenants,
} from './expiry/expiry-schedule.js';
export { OnExpire } from './expiry/on-expire.decorator.js';
export type { OnExpireOptions } from './expiry/on-expire.options.js';
export type {
  ListTriggersOptions,
  SetTriggerOptions,
  TriggerEntry,
  TriggerPageOptions,
  TriggerWhen,
} from './expiry/repository/trigger.options.js';
export { TriggerRepository } from './expiry/repository/trigger.repository.js';
export type {
  ArmedTrigger,
  ArmedTriggers,
  DeadLetter,
  DeadLetterPage,
  ListedTrigger,
  ScheduledOccurrence,
  Trigger,
  TriggerPage,
} from './expiry/repository/trigger.views.js';
export type {
  CustomTriggerBackoff,
  TriggerBackoff,
  TriggerBackoffOptions,
} from './expiry/trigger-backoff.js';
export { UnrecoverableError } from './expiry/unrecoverable.error.js';

export type { ChannelMessageEvent } from './messaging/channel-message-event.js';
export type { MessagingOptions } from './messaging/messaging-options.js';
export { OnChannelMessage } from './messaging/on-channel-message.decorator.js';
export type { OnChannelMessageOptions } from './messaging/on-channel-message.options.js';

export { RedisTenants, type TenantRedisOptions } from './tenancy/redis-tenants.js';
export type {
  InjectionMode,
  MaybePromise,
  MessageIdentity,
  MessageResolver,
  TenancyOptions,
  TenancyRequest,
  TenantResolver,
  UserResolver,
} from './tenancy/tenancy-options.js';
export { TenantRefusedError } from './tenancy/tenancy.errors.js';
export { composeContextIdStrategy } from './tenancy/tenant-context-id.strategy.js';
export { TenantInterceptor } from './tenancy/tenant.interceptor.js';
export { TenantMiddleware } from './tenancy/tenant.middleware.js';
export { TenantRedis } from './tenancy/tenant-redis.js';
export { fromHeader, fromPath, fromRequest, fromSubdomain } from './tenancy/tenant-resolvers.js';
export { TenantryExceptionFilter } from './tenancy/tenantry-exception.filter.js';
export type { TenantTreeStatistics } from './tenancy/tenant-trees.js';

// For repositories of your own that bring scripts of their own: see `TenantRepository`.
export { decodeFields } from './codec/hash-codec.js';
export { describeKey, describeType } from './common/describe.js';
export { secondsLeft } from './operations/expiry-seconds.js';
export { assertLimit, entryCursor } from './repositories/page-arguments.js';
export { recordFields } from './repositories/record-fields.js';
export { ttlArguments } from './repositories/ttl-seconds.js';
export type { TimeShift } from './scripts/trigger-partition-keys.js';
export type { IndexedKey } from './scripts/indexed-key.js';
export { IndexedScript, type IndexedScriptSources } from './scripts/indexed-script.js';
export { isOne } from './scripts/is-one.js';
export { RedisScript, type ScriptArgument, type ScriptClient } from './scripts/redis-script.js';
export type { TtlArguments, TtlMode } from './scripts/ttl-arguments.js';
