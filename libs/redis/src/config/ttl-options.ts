/** Seconds until a record expires, or `'none'`: it never does. */
export type DefaultTtl = number | 'none';

/** Default expiry of each repository's records, for writes that do not say `ttlSeconds`. */
export interface TtlOptions {
  /**
   * Seconds; the base of the others.
   * @default 86400
   */
  readonly defaultSeconds?: DefaultTtl;
  /** Of user records. @default defaultSeconds */
  readonly users?: DefaultTtl;
  /** Of handler states. @default half of defaultSeconds */
  readonly handlers?: DefaultTtl;
  /** Of rows of tables. @default defaultSeconds */
  readonly tables?: DefaultTtl;
  /** Of shared states. @default defaultSeconds */
  readonly sharedState?: DefaultTtl;
  /**
   * Delay of a trigger that is set without one; always a number of seconds.
   * @default a 24th of defaultSeconds
   */
  readonly triggers?: number;
  /** Of queues. @default 'none': a queue keeps its items until they are taken */
  readonly batch?: DefaultTtl;
  /** Of plain values. @default 'none': as SET does (seed `redis-module-multi-pool`) */
  readonly keyValue?: DefaultTtl;
}

/** {@link TtlOptions} of the module, with overrides per tenant. */
export interface ModuleTtlOptions extends TtlOptions {
  /**
   * Options of single tenants; what they do not name comes from the module's. A function is asked once a minute per
   * tenant; what it answers is checked then, and a write throws InvalidConfigurationError if that is not valid.
   * @default none
   */
  readonly tenants?: Readonly<Record<string, TtlOptions>> | ((tenant: string) => TtlOptions | undefined);
}

/** Every default resolved, in seconds. */
export type ResolvedTtlOptions = Readonly<Required<TtlOptions>>;

const DAY_SECONDS = 86_400;

/** Fills in the defaults: handlers half, triggers a 24th of the base (seed `redis-handler-repositories`). */
export function resolveTtlOptions(options: TtlOptions = {}): ResolvedTtlOptions {
  const base = options.defaultSeconds ?? DAY_SECONDS;
  const fraction = (divisor: number): DefaultTtl =>
    base === 'none' ? 'none' : Math.max(1, Math.floor(base / divisor));
  const trigger = fraction(24);
  return {
    defaultSeconds: base,
    users: options.users ?? base,
    handlers: options.handlers ?? fraction(2),
    tables: options.tables ?? base,
    sharedState: options.sharedState ?? base,
    triggers: options.triggers ?? (trigger === 'none' ? DAY_SECONDS / 24 : trigger),
    batch: options.batch ?? 'none',
    keyValue: options.keyValue ?? 'none',
  };
}
