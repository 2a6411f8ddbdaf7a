import { AsyncLocalStorage } from 'node:async_hooks';
import type { TenantId } from '../common/tenant-id.js';
import { MissingTenantError, TenantAlreadyAssignedError } from './context.errors.js';
import { parseTenantId } from './tenant-id.js';

/** What the running call belongs to. */
export interface TenantIdentity {
  /** Tenant of the call, validated. */
  readonly tenant: TenantId;
  /** User of the call, where one is known. */
  readonly userId?: string;
}

/** Arguments of {@link TenantContext.run}: the tenant is validated. */
export interface TenantIdentityInput {
  /** Tenant to run as. */
  readonly tenant: string;
  /** User to run as, for repositories that are bound to one. @default none */
  readonly userId?: string | undefined;
}

/**
 * State of one context. A context may be opened before its tenant is known (public routes, guards that
 * authenticate); {@link TenantContext.assign} then sets the tenant once.
 * @internal
 */
export interface TenantContextStore {
  tenant: TenantId | undefined;
  userId: string | undefined;
  /** DI sub-trees of the application that opened the context; opaque at this level. */
  readonly application: object | undefined;
}

const storage = new AsyncLocalStorage<TenantContextStore>();

/**
 * The one primitive of tenancy: which tenant and user the running call belongs to, carried by
 * AsyncLocalStorage. HTTP requests, expiry handlers, channel handlers and tools all run inside it.
 */
export const TenantContext = {
  /**
   * Runs `fn` as `identity.tenant`. Contexts nest; the inner one wins until `fn` settles.
   * @throws InvalidTenantError if the tenant id is not valid.
   */
  run<T>(identity: TenantIdentityInput, fn: () => T): T {
    const store: TenantContextStore = {
      tenant: parseTenantId(identity.tenant),
      userId: identity.userId,
      application: storage.getStore()?.application,
    };
    return storage.run(store, fn);
  },

  /** The running call's identity, or undefined outside a context and before its tenant is known. */
  current(): TenantIdentity | undefined {
    const store = storage.getStore();
    if (store?.tenant === undefined) return undefined;
    return store.userId === undefined
      ? { tenant: store.tenant }
      : { tenant: store.tenant, userId: store.userId };
  },

  /**
   * The running call's identity.
   * @throws MissingTenantError outside a context and before its tenant is known.
   */
  require(): TenantIdentity {
    const identity = TenantContext.current();
    if (identity === undefined) throw new MissingTenantError();
    return identity;
  },

  /**
   * Sets the tenant (and user) of a context that was opened without one, typically from a guard. Assigning the
   * same tenant again is allowed; a user may be added later.
   * @throws TenantAlreadyAssignedError if the context already belongs to another tenant or user.
   * @throws MissingTenantError outside any context: use {@link TenantContext.run}.
   */
  assign(tenant: string, userId?: string): void {
    const store = storage.getStore();
    if (store === undefined) throw new MissingTenantError();
    const parsed = parseTenantId(tenant);
    if (store.tenant !== undefined && store.tenant !== parsed) {
      throw new TenantAlreadyAssignedError(store.tenant, parsed);
    }
    if (userId !== undefined && store.userId !== undefined && store.userId !== userId) {
      throw new TenantAlreadyAssignedError(store.tenant ?? parsed, parsed);
    }
    store.tenant = parsed;
    if (userId !== undefined) store.userId = userId;
  },
} as const;

/** Opens a context for `store`, tenant known or not. @internal */
export function runWithStore<T>(store: TenantContextStore, fn: () => T): T {
  return storage.run(store, fn);
}

/** The raw store of the running context. @internal */
export function currentStore(): TenantContextStore | undefined {
  return storage.getStore();
}
