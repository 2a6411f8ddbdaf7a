import type { LoggerService } from '@nestjs/common';
import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { resolveIndexes, type IndexOptions } from '../../libs/redis/src/config/index-options.js';
import { resolveTtlOptions, type TtlOptions } from '../../libs/redis/src/config/ttl-options.js';
import type { PoolClients } from '../../libs/redis/src/connections/pool-clients.js';
import { parseTenantId } from '../../libs/redis/src/context/tenant-id.js';
import { explicitTenant, type TenantReference } from '../../libs/redis/src/context/tenant-reference.js';
import { KeyFactory } from '../../libs/redis/src/keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES, type HashTag } from '../../libs/redis/src/keys/key-options.js';
import { IndexDeclarations } from '../../libs/redis/src/repositories/indexes/index-declarations.js';
import { RepositoryStatistics } from '../../libs/redis/src/repositories/repository-statistics.js';
import type { TenantScope } from '../../libs/redis/src/repositories/tenant-scope.js';
import { silentLogger } from './silent-logger.js';
import { uniqueName } from './unique-name.js';

export interface TenantScopeOptions {
  /** @default a tenant no other test uses */
  readonly tenant?: string;
  /** @default the tenant, named explicitly */
  readonly tenantReference?: TenantReference;
  readonly ttl?: TtlOptions;
  /** @default none */
  readonly indexes?: IndexOptions;
  /** @default 'lossless' */
  readonly codec?: 'lossless' | 'python';
  /** @default 'throw' */
  readonly errors?: 'throw' | 'fallback';
  readonly logger?: LoggerService;
  /** @default false */
  readonly hashTag?: HashTag;
}

/** What a repository under test is constructed from. */
export function tenantScope(pools: PoolClients, options: TenantScopeOptions = {}): TenantScope {
  const ttl = resolveTtlOptions(options.ttl);
  return {
    tenantReference:
      options.tenantReference ?? explicitTenant(parseTenantId(options.tenant ?? uniqueName('acme'))),
    runtime: {
      pools,
      keys: new KeyFactory({
        layout: 'percent',
        hashTag: options.hashTag ?? false,
        prefixes: DEFAULT_KEY_PREFIXES,
      }),
      codec: createCodec(options.codec ?? 'lossless'),
      indexes: new IndexDeclarations(resolveIndexes(options.indexes)),
      errors: options.errors ?? 'throw',
      logger: options.logger ?? silentLogger,
      statistics: new RepositoryStatistics(),
      ttlDefaults: () => ttl,
    },
  };
}
