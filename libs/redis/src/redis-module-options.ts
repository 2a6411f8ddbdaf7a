import type { BatchWorkerOptions } from './batches/batch-worker-options.js';
import type { CoreModuleOptions } from './config/module-options.js';
import type { ExpiryOptions } from './expiry/expiry-options.js';
import type { MessagingOptions } from './messaging/messaging-options.js';
import type { InjectionMode, TenancyOptions } from './tenancy/tenancy-options.js';

/** Options of `RedisModule.forRoot`, and what a factory of `forRootAsync` returns. */
export interface RedisModuleOptions extends CoreModuleOptions {
  /**
   * How requests find their tenant.
   * @default none: tenants come from guards, `TenantContext.run` and `RedisTenants`
   */
  readonly tenancy?: TenancyOptions | undefined;
  /** The worker that calls `@OnBatch` handlers. @default see the fields of BatchWorkerOptions */
  readonly batches?: BatchWorkerOptions | undefined;
  /** Expiry triggers. @default see the fields of ExpiryOptions */
  readonly expiry?: ExpiryOptions | undefined;
  /** The worker that calls `@OnChannelMessage` handlers. @default see the fields of MessagingOptions */
  readonly messaging?: MessagingOptions | undefined;
}

/** What has to be known before any factory runs, because it decides which providers exist. */
export interface RedisModuleStaticOptions {
  /**
   * How repositories are injected.
   * @default 'request'
   */
  readonly injection?: InjectionMode | undefined;
  /**
   * Aliases of your own that `@InjectRedis(alias)` is used with. `forRoot` finds those in `pools` by itself;
   * `forRootAsync`, and pools that only the environment, a file or a registry describes, have to be named.
   * @default []
   */
  readonly aliases?: readonly string[] | undefined;
}
