import { declareHandler } from '../dispatch/handler.decorator.js';
import { declareAction } from './handled-action.js';
import type { OnExpireOptions } from './on-expire.options.js';

/** Metadata key of {@link OnExpire}. */
export const ON_EXPIRE_KEY = Symbol('tenantry:on-expire');

/**
 * Makes a method the handler of an action's triggers, of every tenant. It is called with an {@link ExpiryEvent} when
 * the time of a trigger has come, inside the tenant's `TenantContext`, on providers and controllers of any scope: a
 * request-scoped host has the repositories of that tenant. May stand several times on one method, once per action.
 * ```ts
 * @OnExpire('send_reminder', { attempts: 5, backoff: { type: 'exponential', delayMs: 1_000 } })
 * async remind({ identifier, payload, signal }: ExpiryEvent<{ template: string }>): Promise<void> {
 *   const user = await this.users.get(identifier);
 *   await this.mailer.send(user, payload.template, { signal });
 * }
 * ```
 * A trigger runs once, on one worker, and again if that worker dies: a handler has to bear being repeated, and
 * `event.runId` tells a repetition. When it throws, the trigger is tried again after a pause, until its attempts are used
 * up; then it becomes a dead letter. `UnrecoverableError` makes it one at once. An action has one handler per
 * application and pool; several applications, or processes of one, share its triggers.
 *
 * @throws InvalidArgumentError | InvalidKeyPartError, when the class is loaded, for options out of range
 */
export function OnExpire(action: string, options: OnExpireOptions = {}): MethodDecorator {
  return declareHandler(ON_EXPIRE_KEY, declareAction(action, options, '@OnExpire'));
}
