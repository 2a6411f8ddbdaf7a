import type { LoggerService } from '@nestjs/common';
import type { ValueCodec } from '../codec/value-codec.js';
import type { ResolvedTtlOptions } from '../config/ttl-options.js';
import type { PoolClients } from '../connections/pool-clients.js';
import type { TenantReference } from '../context/tenant-reference.js';
import type { KeyFactory } from '../keys/key-factory.js';
import type { TenantId } from '../common/tenant-id.js';
import type { IndexDeclarations } from './indexes/index-declarations.js';
import type { RepositoryStatistics } from './repository-statistics.js';

/** What every repository of one application shares. */
export interface RepositoryRuntime {
  /** The clients of all pools. */
  readonly pools: PoolClients;
  /** Builds the keys. */
  readonly keys: KeyFactory;
  /** How values become text and come back. */
  readonly codec: ValueCodec;
  /** Which fields are indexed. */
  readonly indexes: IndexDeclarations;
  /** What reads do when the pool cannot be reached. */
  readonly errors: 'throw' | 'fallback';
  /** Where the library logs to. */
  readonly logger: LoggerService;
  /** Counts over all repositories. */
  readonly statistics: RepositoryStatistics;
  /** Default expiries of a tenant's records. */
  ttlDefaults(tenant: TenantId): ResolvedTtlOptions;
}

/** A tenant reference together with the application's runtime: what a repository is constructed from. */
export interface TenantScope {
  /** Where the tenant comes from, at every call. */
  readonly tenantReference: TenantReference;
  /** What all repositories of the application share. */
  readonly runtime: RepositoryRuntime;
}
