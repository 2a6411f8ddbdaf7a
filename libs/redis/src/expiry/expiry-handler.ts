import type { PoolAlias } from '../common/pool-alias.js';
import type { HandlerMethod } from '../dispatch/handler-method.js';
import type { HandledAction } from './handled-action.js';
import type { TriggerBackoff } from './trigger-backoff.js';

/** The handler of an action, with the defaults filled in. */
export interface ExpiryHandler {
  readonly action: string;
  /** Pools whose triggers it handles. */
  readonly pools: readonly PoolAlias[];
  /** Names it in messages: `Reminders.remind (in RemindersModule)`. */
  readonly name: string;
  /** Most runs at once in this process; undefined: as many as the worker has room for. */
  readonly concurrency: number | undefined;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly backoff: TriggerBackoff;
  /** @internal what is called */
  readonly method: HandlerMethod<HandledAction>;
}
