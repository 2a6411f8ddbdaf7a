import type { ExecutionContext } from '@nestjs/common';
import type { TenantId } from '../common/tenant-id.js';

/** A value now or later. */
export type MaybePromise<T> = T | Promise<T>;

/** What Express and Fastify requests have in common; resolvers of your own may declare the framework's type. */
export interface TenancyRequest {
  /** Headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Path and query, as routers may have rewritten them. */
  readonly url?: string | undefined;
  /** The URL before a router rewrote it. */
  readonly originalUrl?: string | undefined;
  /** Host without port; both frameworks honour their trust-proxy setting here. */
  readonly hostname?: string | undefined;
}

/** Reads the tenant from a request; undefined or null means "not here, try the next resolver". */
export interface TenantResolver {
  (request: TenancyRequest): MaybePromise<string | null | undefined>;
  /** Set by resolvers that believe whatever the client sends, such as `fromHeader`. */
  readonly trustsClient?: boolean;
}

/** Reads the user from a request whose tenant has been authorised. */
export type UserResolver = (
  request: TenancyRequest,
  tenant: TenantId | undefined,
) => MaybePromise<string | null | undefined>;

/** Reads tenant and user from a message. */
export type MessageResolver = (
  context: ExecutionContext,
) => MaybePromise<MessageIdentity | string | null | undefined>;

/** How a request finds its tenant and user. */
export interface TenancyOptions {
  /**
   * Where the tenant of an HTTP request comes from: one resolver, or several tried in order. Runs before Nest
   * builds anything for the request, so it is the right place to authenticate.
   * @default none: no request has a tenant by itself
   */
  readonly resolve?: TenantResolver | readonly TenantResolver[] | undefined;
  /** One tenant for the whole application; excludes `resolve`. @default none */
  readonly fixed?: string | undefined;
  /** User id of the request, for repositories that are bound to a user. @default none */
  readonly resolveUser?: UserResolver | undefined;
  /**
   * Whether the tenant exists and this HTTP request may use it; anything but `true` answers 403. Messages are not asked
   * about: `resolveMessage` throws for a tenant that is refused.
   * @default every tenant that `resolve` finds may be used
   */
  readonly authorize?: ((tenant: TenantId, request: TenancyRequest) => MaybePromise<boolean>) | undefined;
  /** Tenant (and user) of a WebSocket or microservice message, read by `TenantInterceptor`. @default none */
  readonly resolveMessage?: MessageResolver | undefined;
  /**
   * DI sub-trees kept in `'request'` injection, one per tenant, least recently used evicted first. More active
   * tenants than this cost as much as plain request scope.
   * @default 1000
   */
  readonly maxTenants?: number | undefined;
}

/** Tenant and user of a message. */
export interface MessageIdentity {
  /** Tenant the handler runs as. */
  readonly tenant: string;
  /** User the handler runs as. @default none */
  readonly userId?: string;
}

/**
 * How repositories are injected. `'request'`: durable request-scoped providers, one sub-tree per tenant,
 * bound to it. `'context'`: singletons that read the tenant from `TenantContext` at each call.
 */
export type InjectionMode = 'request' | 'context';
