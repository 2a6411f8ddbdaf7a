import type { PoolAlias } from '../common/pool-alias.js';
import type { TriggerBackoff } from './trigger-backoff.js';

/** Whether Redis tells when a key expires, see {@link ExpiryOptions.notifications}. */
export type NotificationsMode = 'auto' | 'assume' | 'off';

/** How many dead letters are kept. The oldest ones go first. */
export interface DeadLetterOptions {
  /** Most dead letters of one tenant, from 0 to a million. @default 1000 */
  readonly maxPerTenant?: number | undefined;
  /** Longest age of a dead letter in seconds, up to ten years. @default 2592000 (30 days) */
  readonly maxAgeSeconds?: number | undefined;
}

/** Options of expiry triggers: `expiry` of the module's options. */
export interface ExpiryOptions {
  /** Pools that triggers are scheduled in and listened to. @default ['expiry'] */
  readonly listeners?: readonly PoolAlias[] | undefined;
  /**
   * Keyspace notifications are needed only for trigger keys that other programs write. `'auto'` switches them on
   * where the server allows it, and goes on without where not; `'assume'` takes them as switched on; `'off'` does not
   * listen to them.
   * @default 'auto'
   */
  readonly notifications?: NotificationsMode | undefined;
  /** What `notify-keyspace-events` is to contain. @default 'Ex' */
  readonly flags?: string | undefined;
  /** False: this process schedules triggers and runs none. @default true */
  readonly worker?: boolean | undefined;
  /** Most handlers at once in this process, from 1 to 10,000. @default 50 */
  readonly concurrency?: number | undefined;
  /**
   * Milliseconds after which a trigger goes to another worker if this one died, from 100 to a day. Longer handlers
   * are no problem: leases are renewed, a third of them after the other, while handlers run.
   * @default 30000
   */
  readonly leaseMs?: number | undefined;
  /** Longest run of a handler in milliseconds, up to a day. Then its signal is aborted, and it has failed. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** Deliveries of a trigger before it becomes a dead letter, from 1 to 1000. @default 3 */
  readonly attempts?: number | undefined;
  /** @default exponential from one second, up to an hour */
  readonly backoff?: TriggerBackoff | undefined;
  /** Most triggers of one tenant that run at once, in all workers together, from 1 to 10,000. @default none */
  readonly tenantConcurrency?: number | undefined;
  /** Largest payload in bytes of its stored text, up to 16 MiB. @default 1048576 (1 MiB) */
  readonly maxPayloadBytes?: number | undefined;
  /** Whether a key with a TTL stands beside each trigger, as other programs expect it. @default true */
  readonly ttlKeys?: boolean | undefined;
  /**
   * Milliseconds that this key outlives the due time of its trigger, up to an hour: it is removed when the trigger begins,
   * and should not expire before that. Another program moves the trigger only if it lets the key expire later than that.
   * @default 1000
   */
  readonly lingerMs?: number | undefined;
  readonly deadLetters?: DeadLetterOptions | undefined;
  /**
   * Milliseconds that running handlers get to finish when the application stops, up to ten minutes. Then their signals
   * are aborted, and their triggers are handed back without an attempt being counted.
   * @default 10000
   */
  readonly shutdownGraceMs?: number | undefined;
}

/** Injection token of {@link ResolvedExpiryOptions}. */
export const EXPIRY_OPTIONS = Symbol('tenantry:expiry-options');

/** Options without a default of their own. */
type Undecided = 'tenantConcurrency';

type Filled<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/** {@link ExpiryOptions} with the defaults filled in. */
export interface ResolvedExpiryOptions extends Filled<Omit<ExpiryOptions, Undecided | 'deadLetters'>> {
  readonly tenantConcurrency: number | undefined;
  readonly deadLetters: Filled<DeadLetterOptions>;
}

/** Injection token of the ValueCodec that payloads are read with. */
export const EXPIRY_CODEC = Symbol('tenantry:expiry-codec');
