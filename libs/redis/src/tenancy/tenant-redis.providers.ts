import { Scope, type InjectionToken, type Provider } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  boundTenant,
  explicitTenant,
  lazyTenant,
  type TenantReference,
} from '../context/tenant-reference.js';
import { parseTenantId } from '../context/tenant-id.js';
import { ExpiryEngines } from '../expiry/expiry-engines.js';
import { TriggerRepository } from '../expiry/repository/trigger.repository.js';
import { PUBSUB_RUNTIME, type PubSubRuntime } from '../pubsub/pubsub-runtime.js';
import { RedisPublisher } from '../pubsub/redis-publisher.js';
import { RedisSubscriber } from '../pubsub/redis-subscriber.js';
import { BatchRepository } from '../repositories/batch/batch.repository.js';
import { KeyValueRepository } from '../repositories/key-value.repository.js';
import { SharedStateRepository } from '../repositories/shared-state/shared-state.repository.js';
import { StateHandlerRepository } from '../repositories/state-handlers/state-handler.repository.js';
import { TableRepository } from '../repositories/tables/table.repository.js';
import type { RepositoryRuntime } from '../repositories/tenant-scope.js';
import { UserRepository } from '../repositories/user.repository.js';
import type { InjectionMode, TenancyOptions } from './tenancy-options.js';
import { REPOSITORY_RUNTIME, TENANCY_OPTIONS } from './tenancy.tokens.js';
import { TenantBinding } from './tenant-binding.js';
import { TenantRedis } from './tenant-redis.js';

/** What is injectable by its class, and where `TenantRedis` keeps each. */
const INJECTABLE_REPOSITORIES: ReadonlyArray<
  readonly [InjectionToken, (tenantRedis: TenantRedis) => object]
> = [
  [UserRepository, (tenantRedis) => tenantRedis.users],
  [StateHandlerRepository, (tenantRedis) => tenantRedis.handlers],
  [TableRepository, (tenantRedis) => tenantRedis.tables],
  [SharedStateRepository, (tenantRedis) => tenantRedis.sharedState],
  [TriggerRepository, (tenantRedis) => tenantRedis.triggers],
  [BatchRepository, (tenantRedis) => tenantRedis.batch],
  [KeyValueRepository, (tenantRedis) => tenantRedis.keyValue],
  [RedisPublisher, (tenantRedis) => tenantRedis.publisher],
  [RedisSubscriber, (tenantRedis) => tenantRedis.subscriber],
];

/** Tokens of {@link createTenantRedisProviders}. */
export const TENANT_REDIS_TOKENS: readonly InjectionToken[] = [
  TenantRedis,
  ...INJECTABLE_REPOSITORIES.map(([token]) => token),
];

/** `TenantRedis` and each repository, in the scope that the injection mode asks for. */
export function createTenantRedisProviders(mode: InjectionMode): Provider[] {
  const isPerTenant = mode === 'request';
  const scope = isPerTenant ? { scope: Scope.REQUEST, durable: true } : { scope: Scope.DEFAULT };
  const tenantRedis: Provider = {
    provide: TenantRedis,
    ...scope,
    inject: [
      TENANCY_OPTIONS,
      REPOSITORY_RUNTIME,
      ExpiryEngines,
      PUBSUB_RUNTIME,
      // It makes whoever injects it request-scoped.
      ...(isPerTenant ? [REQUEST] : []),
    ],
    useFactory: (
      options: TenancyOptions,
      runtime: RepositoryRuntime,
      engines: ExpiryEngines,
      pubsub: PubSubRuntime,
      payload?: unknown,
    ) => new TenantRedis(tenantReference(options, payload), runtime, engines, pubsub),
  };
  const repositories = INJECTABLE_REPOSITORIES.map(([provide, select]): Provider => ({
    provide,
    ...scope,
    inject: [TenantRedis],
    useFactory: select,
  }));
  return [tenantRedis, ...repositories];
}

/** Bound where the sub-tree belongs to a tenant; otherwise read from the context at each call. */
function tenantReference(options: TenancyOptions, payload?: unknown): TenantReference {
  if (options.fixed !== undefined) return explicitTenant(parseTenantId(options.fixed));
  const tenant = TenantBinding.tenantOf(payload);
  return tenant === undefined ? lazyTenant : boundTenant(tenant);
}
