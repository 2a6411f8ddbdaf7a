import type { PoolAlias } from '../common/pool-alias.js';
import type { TriggerBackoff } from './trigger-backoff.js';

/** How the triggers of one action are handled; what is left out comes from the module's `expiry` options. */
export interface OnExpireOptions {
  /**
   * Most handlers of the action at once in this process, from 1 to 10,000. Triggers beyond it wait, or go to another
   * process.
   * @default none but `expiry.concurrency`, which all actions share
   */
  readonly concurrency?: number;
  /** Longest run in milliseconds, up to a day. Then the signal is aborted, and the attempt has failed. @default 30000 */
  readonly timeoutMs?: number;
  /** Deliveries before a trigger becomes a dead letter, from 1 to 1000. @default 3 */
  readonly attempts?: number;
  /** Pause before the next attempt. @default exponential from one second, up to an hour */
  readonly backoff?: TriggerBackoff;
  /** Pool whose triggers are meant, one of `expiry.listeners`. @default all of them */
  readonly pool?: PoolAlias;
}
