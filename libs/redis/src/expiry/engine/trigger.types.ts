import type { TenantId } from '../../common/tenant-id.js';

/** Which trigger: any characters in action and identifier. */
export interface TriggerName {
  readonly tenant: TenantId;
  readonly action: string;
  readonly identifier: string;
}

/**
 * When it is due: milliseconds from now by the server's clock (fractions are rounded up), or a time in milliseconds
 * since 1970. What lies in the past is due now.
 */
export type TriggerTime = { readonly delayMs: number } | { readonly dueAtMs: number };

/** A trigger to schedule. */
export interface NewTrigger extends TriggerName {
  /** Its key, where the caller has made it already. @default made of its name */
  readonly key?: string | undefined;
  readonly when: TriggerTime;
  /** Text the handler gets; none and `''` are the same. */
  readonly payload?: string | undefined;
}

/** Result of scheduling; times in milliseconds by the server's clock. */
export interface Scheduled {
  readonly nowMs: number;
  /** In the order the triggers were given. A name given twice is scheduled once, as it was given last. */
  readonly dueMs: readonly number[];
  /** How many were not scheduled before; the others have the new time and payload. */
  readonly added: number;
}

/** How much a cancellation removed. */
export interface Cancelled {
  readonly scheduled: number;
  /** Revoked while they were in flight or waited for a retry: not retried, their outcome is stale. */
  readonly running: number;
  readonly ttlKeys: number;
}

/** Proof of a lease: the trigger's key and the token it was leased with. */
export interface HeldTrigger {
  readonly key: string;
  readonly token: number;
}

/** An occurrence that is leased to this worker. */
export interface ClaimedTrigger extends HeldTrigger {
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  readonly partition: number;
  /** Deliveries that began, this one included. */
  readonly attempt: number;
  readonly dueMs: number;
  readonly payload: string | null;
  readonly leaseUntilMs: number;
}

/** Why a trigger is dead. Long texts are cut to 1,000 and 4,000 characters. */
export interface TriggerFailure {
  readonly message: string;
  readonly stack?: string | undefined;
}

/** What became of a lease. */
export type TriggerOutcome =
  | { readonly kind: 'ack'; readonly held: HeldTrigger }
  /** To be delivered again, the attempt counted. */
  | { readonly kind: 'retry'; readonly held: HeldTrigger; readonly delayMs: number }
  /** Handed back without having begun: the attempt is not counted. @default delayMs 0 */
  | { readonly kind: 'release'; readonly held: HeldTrigger; readonly delayMs?: number | undefined }
  /** A dead letter now. */
  | { readonly kind: 'bury'; readonly held: HeldTrigger; readonly error: TriggerFailure };

/** State of a trigger. The scheduled and the running occurrence may both exist. */
export interface TriggerState {
  readonly scheduled: { readonly dueMs: number; readonly payload: string | null } | null;
  readonly running: {
    readonly state: 'running' | 'retrying';
    readonly dueMs: number;
    /** Deliveries that began. */
    readonly attempt: number;
    /** End of the lease, or time of the retry. */
    readonly untilMs: number;
    readonly payload: string | null;
  } | null;
}

/** A scheduled trigger in a listing. */
export interface ListedTrigger {
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  readonly key: string;
  readonly dueMs: number;
  readonly payload: string | null;
}

/** A page of scheduled triggers. It may be short or empty; the listing ends where the cursor is null. */
export interface TriggerPage {
  readonly triggers: readonly ListedTrigger[];
  readonly cursor: string | null;
}

/** An occurrence that was given up. */
export interface DeadLetter extends ListedTrigger {
  readonly id: string;
  readonly buriedMs: number;
  /** Deliveries that began. */
  readonly attempts: number;
  readonly error: string;
  readonly stack: string | null;
}

/** A page of dead letters; ends where the cursor is null. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  readonly cursor: string | null;
}

/** Where to go on in a listing. @default limit 100, at most 1,000 */
export interface TriggerPageOptions {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** An action the worker handles. */
export interface RunnableAction {
  readonly action: string;
  /** Handlers free for it now. */
  readonly free: number;
  /** A delivery whose lease ended without outcome becomes a dead letter after so many attempts. */
  readonly maxAttempts: number;
}

/** What a worker settles and asks for. */
export interface TurnRequest {
  /** At most 1,000, all of this partition. */
  readonly outcomes?: readonly TriggerOutcome[] | undefined;
  /** Most triggers to lease, 0 to 500. 0: only settles outcomes. */
  readonly limit: number;
  readonly leaseMs: number;
  /**
   * Every action the worker handles, also those with no handler free now. What is due of other actions waits in its
   * own queue and shows as unhandled.
   */
  readonly actions: readonly RunnableAction[];
  /**
   * Most leases of one tenant in this engine. Each partition keeps its share, at least one, so in a cluster it can
   * be as many as there are partitions.
   * @default none
   */
  readonly tenantLimit?: number | undefined;
}

/** Answer to a {@link TurnRequest}; times in milliseconds by the server's clock. */
export interface Turn {
  readonly nowMs: number;
  /** When to turn again, at the latest; null: nothing is pending for the actions that have a handler free. */
  readonly nextMs: number | null;
  /** Outcomes whose lease was lost, given to another or revoked: they changed nothing. */
  readonly stale: readonly HeldTrigger[];
  /** How many items there are. */
  readonly count: number;
  /** What was leased; read at the first look. */
  readonly items: readonly ClaimedTrigger[];
  /**
   * Failures to look after TTL keys in other slots of a cluster, to be logged: the items are leased all the same, but
   * such a key may fire its trigger once more.
   */
  readonly keyErrors: readonly unknown[];
}

/** A message on the nudge channel. */
export interface Nudge {
  /** Something is due then, earlier than the last turn could know. */
  readonly dueMs: number;
  readonly action: string;
}

/** Numbers of one action over all partitions. */
export interface ActionStats {
  readonly action: string;
  readonly scheduled: number;
  readonly running: number;
  /** Waiting for a retry. */
  readonly retrying: number;
  readonly overdue: number;
  /** Since when nobody who could run it has turned while it was due; null: it is handled, or nothing is due. */
  readonly unhandledSinceMs: number | null;
}

/** Numbers of an engine. Counts are exact; times in milliseconds by the server's clock. */
export interface TriggerStats {
  readonly nowMs: number;
  readonly scheduled: number;
  readonly running: number;
  /** Waiting for a retry. */
  readonly retrying: number;
  readonly dead: number;
  /** Scheduled triggers whose time has come. */
  readonly overdue: number;
  /** Due time of the oldest of them. */
  readonly oldestDueMs: number | null;
  /** False: `overdue`, `oldestDueMs` and `actions` cover a part of the tenants and actions only. */
  readonly complete: boolean;
  readonly actions: readonly ActionStats[];
}

/** Tenants by their scheduled triggers. */
export interface TenantStats {
  /** False: a part of the tenants only. */
  readonly complete: boolean;
  /** The one with the most first. */
  readonly tenants: ReadonlyArray<{ readonly tenant: string; readonly scheduled: number }>;
}
