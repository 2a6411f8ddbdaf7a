import type { TenantId } from '../common/tenant-id.js';
import { parseTenantId } from '../context/tenant-id.js';
import { TenantRefusedError } from './tenancy.errors.js';
import type { MaybePromise, TenancyOptions, TenancyRequest, TenantResolver } from './tenancy-options.js';

/** What a request was found to belong to. */
export interface ResolvedIdentity {
  readonly tenant: TenantId | undefined;
  readonly userId: string | undefined;
}

/**
 * Finds, validates and authorises the tenant of a request, then its user. Stays synchronous as long as the
 * application's functions do: a promise per request would cost more than everything else here.
 */
export class TenantResolution {
  readonly #options: TenancyOptions;
  readonly #resolvers: readonly TenantResolver[];
  readonly #fixed: TenantId | undefined;

  constructor(options: TenancyOptions) {
    this.#options = options;
    this.#resolvers = toList(options.resolve);
    this.#fixed = options.fixed === undefined ? undefined : parseTenantId(options.fixed);
  }

  /** @throws InvalidTenantError | TenantRefusedError, synchronously or as a rejection */
  identify(request: TenancyRequest): MaybePromise<ResolvedIdentity> {
    return chain(this.#findTenant(request, 0), (tenant) =>
      chain(this.#authorise(tenant, request), () =>
        chain(this.#options.resolveUser?.(request, tenant), (userId) => ({
          tenant,
          userId: userId ?? undefined,
        })),
      ),
    );
  }

  #findTenant(request: TenancyRequest, from: number): MaybePromise<TenantId | undefined> {
    if (this.#fixed !== undefined) return this.#fixed;
    const resolver = this.#resolvers[from];
    if (resolver === undefined) return undefined;
    return chain(resolver(request), (found) =>
      found === undefined || found === null ? this.#findTenant(request, from + 1) : parseTenantId(found),
    );
  }

  #authorise(tenant: TenantId | undefined, request: TenancyRequest): MaybePromise<void> {
    if (tenant === undefined || this.#options.authorize === undefined) return undefined;
    return chain(this.#options.authorize(tenant, request), (allowed: unknown) => {
      // Strictly true: a forgotten return must not admit anybody.
      if (allowed !== true) throw new TenantRefusedError(tenant);
    });
  }
}

function toList(resolve: TenancyOptions['resolve']): readonly TenantResolver[] {
  if (resolve === undefined) return [];
  return typeof resolve === 'function' ? [resolve] : resolve;
}

/** Applies `next` now if `value` is there, later if it is a promise. */
function chain<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** Whether a value is a promise (of any library). */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
