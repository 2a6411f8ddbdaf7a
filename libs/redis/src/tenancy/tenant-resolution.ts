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
    const tenant = this.#findTenant(request, 0);
    return isPromise(tenant)
      ? tenant.then((found) => this.#admit(found, request))
      : this.#admit(tenant, request);
  }

  #findTenant(request: TenancyRequest, from: number): MaybePromise<TenantId | undefined> {
    if (this.#fixed !== undefined) return this.#fixed;
    const resolver = this.#resolvers[from];
    if (resolver === undefined) return undefined;
    const found = resolver(request);
    return isPromise(found)
      ? found.then((later) => this.#parseOrNext(later, request, from))
      : this.#parseOrNext(found, request, from);
  }

  #parseOrNext(
    found: string | null | undefined,
    request: TenancyRequest,
    from: number,
  ): MaybePromise<TenantId | undefined> {
    return found === undefined || found === null ? this.#findTenant(request, from + 1) : parseTenantId(found);
  }

  #admit(tenant: TenantId | undefined, request: TenancyRequest): MaybePromise<ResolvedIdentity> {
    const { authorize } = this.#options;
    if (tenant === undefined || authorize === undefined) return this.#withUser(tenant, request);
    const allowed = authorize(tenant, request);
    return isPromise(allowed)
      ? allowed.then((later) => this.#admitIf(later, tenant, request))
      : this.#admitIf(allowed, tenant, request);
  }

  /** Strictly true: a forgotten return must not admit anybody. */
  #admitIf(allowed: unknown, tenant: TenantId, request: TenancyRequest): MaybePromise<ResolvedIdentity> {
    if (allowed !== true) throw new TenantRefusedError(tenant);
    return this.#withUser(tenant, request);
  }

  #withUser(tenant: TenantId | undefined, request: TenancyRequest): MaybePromise<ResolvedIdentity> {
    const userId = this.#options.resolveUser?.(request, tenant);
    return isPromise(userId)
      ? userId.then((later) => ({ tenant, userId: later ?? undefined }))
      : { tenant, userId: userId ?? undefined };
  }
}

function toList(resolve: TenancyOptions['resolve']): readonly TenantResolver[] {
  if (resolve === undefined) return [];
  return typeof resolve === 'function' ? [resolve] : resolve;
}

/** Whether a value is a promise (of any library). */
export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
