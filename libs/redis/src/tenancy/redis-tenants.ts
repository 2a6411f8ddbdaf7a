import { Inject, Injectable } from '@nestjs/common';
import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { EXPECTED_TTL_SECONDS, isTtlSeconds } from '../common/ttl-limits.js';
import { resolveTtlOptions } from '../config/ttl-options.js';
import { runWithStore, TenantContext } from '../context/tenant-context.js';
import { parseTenantId } from '../context/tenant-id.js';
import { boundTenant, explicitTenant, type TenantReference } from '../context/tenant-reference.js';
import { ExpiryEngines } from '../expiry/expiry-engines.js';
import { PUBSUB_RUNTIME, type PubSubRuntime } from '../pubsub/pubsub-runtime.js';
import type { RepositoryRuntime } from '../repositories/tenant-scope.js';
import { REPOSITORY_RUNTIME } from './tenancy.tokens.js';
import { TenantRedis } from './tenant-redis.js';
import { TenantTrees, type TenantTreeStatistics } from './tenant-trees.js';

/** Options of {@link RedisTenants.for}. */
export interface TenantRedisOptions {
  /**
   * Base of the default expiries, in seconds, instead of everything that is configured in `ttl`: handlers get half of
   * it, triggers a 24th. More than 0, at most ten years.
   * @default the configured expiries
   */
  readonly ttlSeconds?: number;
}

/** Access to tenants outside a request: jobs, scripts, administration. */
@Injectable()
export class RedisTenants {
  readonly #runtime: RepositoryRuntime;
  readonly #trees: TenantTrees;
  readonly #engines: ExpiryEngines;
  readonly #pubsub: PubSubRuntime;

  constructor(
    @Inject(REPOSITORY_RUNTIME) runtime: RepositoryRuntime,
    @Inject(TenantTrees) trees: TenantTrees,
    @Inject(ExpiryEngines) engines: ExpiryEngines,
    @Inject(PUBSUB_RUNTIME) pubsub: PubSubRuntime,
  ) {
    this.#runtime = runtime;
    this.#engines = engines;
    this.#pubsub = pubsub;
    this.#trees = trees;
  }

  /**
   * The repositories of a tenant named on purpose. They work inside the context of another tenant too.
   * @throws InvalidTenantError
   * @throws InvalidArgumentError for a `ttlSeconds` out of range
   */
  for(tenant: string, options: TenantRedisOptions = {}): TenantRedis {
    return this.#redisOf(explicitTenant(parseTenantId(tenant)), options);
  }

  /**
   * The repositories of the running context's tenant, bound to it.
   * @throws MissingTenantError
   * @throws InvalidArgumentError for a `ttlSeconds` out of range
   */
  current(options: TenantRedisOptions = {}): TenantRedis {
    return this.#redisOf(boundTenant(TenantContext.require().tenant), options);
  }

  /**
   * Runs `fn` as the tenant, the way a request of it runs: inside its `TenantContext`, and with durable providers
   * resolved inside coming from the tenant's DI sub-tree.
   * @throws InvalidTenantError
   */
  run<T>(tenant: string, fn: () => T, identity: { readonly userId?: string } = {}): T {
    return runWithStore(
      { tenant: parseTenantId(tenant), userId: identity.userId, application: this.#trees },
      fn,
    );
  }

  /**
   * Drops what the application holds of a tenant in memory: its DI sub-tree. Data in Redis stays.
   * @returns true if there was a sub-tree
   * @throws InvalidTenantError
   */
  evict(tenant: string): boolean {
    return this.#trees.evict(parseTenantId(tenant));
  }

  /** How many tenants have a DI sub-tree, and how many were evicted. */
  statistics(): TenantTreeStatistics {
    return this.#trees.statistics();
  }

  #redisOf(tenant: TenantReference, options: TenantRedisOptions): TenantRedis {
    return new TenantRedis(tenant, this.#runtimeWith(options), this.#engines, this.#pubsub);
  }

  #runtimeWith({ ttlSeconds }: TenantRedisOptions): RepositoryRuntime {
    if (ttlSeconds === undefined) return this.#runtime;
    if (!isTtlSeconds(ttlSeconds)) {
      throw new InvalidArgumentError('ttlSeconds', EXPECTED_TTL_SECONDS, describeNumber(ttlSeconds));
    }
    const ttl = resolveTtlOptions({ defaultSeconds: ttlSeconds });
    return { ...this.#runtime, ttlDefaults: () => ttl };
  }
}
