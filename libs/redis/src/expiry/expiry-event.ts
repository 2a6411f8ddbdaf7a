import type { PoolAlias } from '../common/pool-alias.js';
import type { TenantEvent } from '../dispatch/tenant-runner.js';

/** What an `@OnExpire` handler is called with. */
export interface ExpiryEvent<Payload = unknown> extends TenantEvent {
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  /** The trigger's key: `acme:EXPTRIGGER:send_reminder:42`. */
  readonly key: string;
  /** Pool the trigger was scheduled in. */
  readonly pool: PoolAlias;
  /** What was given when it was scheduled; null if nothing was, and for keys that other programs wrote. */
  readonly payload: Payload;
  /** The time it was scheduled for, by the server's clock. */
  readonly dueAt: Date;
  /** Now, by the server's clock. */
  readonly firedAt: Date;
  /** 1 for the first delivery; more after failures, and after a worker died. */
  readonly attempt: number;
  /** `key:due:attempt`, the same for no other delivery: for logs, and to recognize what was done already. */
  readonly runId: string;
  /**
   * Aborted when the work is no longer this handler's: it took longer than its `timeoutMs`, its lease was lost (another
   * worker may run the trigger, or it was cancelled), or the application stops and its grace period is over. Pass it on
   * (`fetch(url, { signal })`), or check it: `event.signal.throwIfAborted()`.
   */
  readonly signal: AbortSignal;
}

/** Handles triggers; what it returns is awaited and otherwise ignored. */
export type ExpiryHandlerFunction<Payload = unknown> = (event: ExpiryEvent<Payload>) => unknown;
