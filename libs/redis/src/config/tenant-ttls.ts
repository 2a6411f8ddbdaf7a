import { LRUCache } from 'lru-cache';
import { InvalidConfigurationError } from './configuration.errors.js';
import { findProblems } from './find-problems.js';
import {
  resolveTtlOptions,
  type ModuleTtlOptions,
  type ResolvedTtlOptions,
  type TtlOptions,
} from './ttl-options.js';
import { ttlOptionsSchema } from './ttl-options.schema.js';

/** Tenants whose expiries are kept, and for how long the answer of the application's function counts. */
const CACHED_TENANTS = 1_000;
const CACHED_MS = 60_000;

/**
 * The default expiries of each tenant: the module's, overridden by the tenant's own. A function given as
 * `ttl.tenants` is asked once a minute per tenant.
 */
export function createTenantTtls(options: ModuleTtlOptions): (tenant: string) => ResolvedTtlOptions {
  const { tenants, ...base } = options;
  const ofModule = Object.freeze(resolveTtlOptions(base));
  if (tenants === undefined) return () => ofModule;
  const overrideOf =
    typeof tenants === 'function'
      ? (tenant: string) => checked(tenant, tenants(tenant))
      : (tenant: string) => (Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined);
  const cache = new LRUCache<string, ResolvedTtlOptions>({ max: CACHED_TENANTS, ttl: CACHED_MS });
  return (tenant) => {
    const cached = cache.get(tenant);
    if (cached !== undefined) return cached;
    const override = overrideOf(tenant);
    const resolved =
      override === undefined
        ? ofModule
        : Object.freeze(resolveTtlOptions({ ...base, ...withoutUndefined(override) }));
    cache.set(tenant, resolved);
    return resolved;
  };
}

function checked(tenant: string, override: TtlOptions | undefined): TtlOptions | undefined {
  if (override === undefined) return undefined;
  const problems = findProblems(ttlOptionsSchema, override, {
    path: `ttl.tenants(${tenant})`,
    source: 'options',
  });
  if (problems.length > 0) throw new InvalidConfigurationError(problems);
  return override;
}

function withoutUndefined(options: TtlOptions): TtlOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
