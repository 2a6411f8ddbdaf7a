import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { checkKeyPart } from '../keys/key-segment.js';
import { MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_CONCURRENCY, MAX_TIMEOUT_MS } from './expiry-limits.js';
import type { OnExpireOptions } from './on-expire.options.js';
import type { TriggerBackoff } from './trigger-backoff.js';

/** What a handler was declared for: an action, and what was said about it. */
export interface HandledAction extends OnExpireOptions {
  readonly action: string;
}

/**
 * The declaration made by `@OnExpire(action, options)` or `register(action, fn, options)`.
 * @param where how the caller is called in messages
 * @throws InvalidArgumentError | InvalidKeyPartError naming the option
 */
export function declareAction(action: string, options: OnExpireOptions, where: string): HandledAction {
  const { concurrency, timeoutMs, attempts, backoff } = options;
  const check = (option: string, value: unknown, min: number, max: number): void => {
    if (value === undefined || (Number.isInteger(value) && Number(value) >= min && Number(value) <= max))
      return;
    throw new InvalidArgumentError(`${where} ${option}`, `an integer from ${min} to ${max}`, shown(value));
  };
  checkKeyPart(action, `${where} action`);
  check('concurrency', concurrency, 1, MAX_CONCURRENCY);
  check('timeoutMs', timeoutMs, 1, MAX_TIMEOUT_MS);
  check('attempts', attempts, 1, MAX_ATTEMPTS);
  checkBackoff(backoff, where, check);
  return { ...options, action };
}

function checkBackoff(
  backoff: TriggerBackoff | undefined,
  where: string,
  check: (option: string, value: unknown, min: number, max: number) => void,
): void {
  if (backoff === undefined || typeof backoff === 'function') return;
  const { type, delayMs, maxDelayMs } = backoff;
  if (type !== 'fixed' && type !== 'exponential') {
    throw new InvalidArgumentError(`${where} backoff.type`, '"fixed" or "exponential"', shown(type));
  }
  check('backoff.delayMs', delayMs ?? null, 0, MAX_BACKOFF_MS);
  check('backoff.maxDelayMs', maxDelayMs, delayMs, MAX_BACKOFF_MS);
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : describeType(value);
}
