import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { checkKeyPart } from '../keys/key-segment.js';
import type { OnBatchOptions } from './on-batch.options.js';

/** A queue with everything its worker has to know: {@link OnBatchOptions} with the defaults filled in. */
export type HandledQueue = Required<Omit<OnBatchOptions, 'model' | 'backoff'>> &
  Pick<OnBatchOptions, 'model'> & {
    readonly delayMs: number;
    readonly maxDelayMs: number;
  };

const MAX_LIMIT = 1_000;
const MAX_LEASE_SECONDS = 86_400;
const MAX_CONCURRENCY = 1_000;
const MAX_ATTEMPTS = 1_000;
/** A week: longer pauses are mistakes of unit. */
const MAX_DELAY_MS = 604_800_000;

const DEFAULT_DELAY_MS = 1_000;
const DEFAULT_MAX_DELAY_MS = 3_600_000;

/**
 * The queue that `@OnBatch(options)` describes.
 * @throws InvalidArgumentError | InvalidKeyPartError naming the option
 */
export function resolveBatchQueue(options: OnBatchOptions): HandledQueue {
  const { delayMs = DEFAULT_DELAY_MS, maxDelayMs = DEFAULT_MAX_DELAY_MS } = options.backoff ?? {};
  const { limit = 100, leaseSeconds = 30, concurrency = 4, attempts = 3 } = options;
  checkNumber('backoff.delayMs', delayMs, 1, MAX_DELAY_MS);
  checkNumber('leaseSeconds', leaseSeconds, 1, MAX_LEASE_SECONDS);
  return {
    service: checkKeyPart(options.service, '@OnBatch service'),
    entity: checkKeyPart(options.entity, '@OnBatch entity'),
    action: checkKeyPart(options.action, '@OnBatch action'),
    limit: checkInteger('limit', limit, MAX_LIMIT),
    leaseSeconds,
    concurrency: checkInteger('concurrency', concurrency, MAX_CONCURRENCY),
    attempts: checkInteger('attempts', attempts, MAX_ATTEMPTS),
    delayMs,
    maxDelayMs: checkNumber('backoff.maxDelayMs', maxDelayMs, delayMs, MAX_DELAY_MS),
    pool: options.pool ?? 'handlers',
    ...(options.model === undefined ? {} : { model: options.model }),
  };
}

/** Names a queue in messages and logs: `billing/invoice/send`. */
export function describeQueue({ service, entity, action }: HandledQueue): string {
  return `${service}/${entity}/${action}`;
}

function checkInteger(option: string, value: number, max: number): number {
  return Number.isInteger(value) ? checkNumber(option, value, 1, max) : refuse(option, value, 1, max);
}

function checkNumber(option: string, value: number, min: number, max: number): number {
  return typeof value === 'number' && value >= min && value <= max ? value : refuse(option, value, min, max);
}

function refuse(option: string, value: unknown, min: number, max: number): never {
  throw new InvalidArgumentError(
    `@OnBatch ${option}`,
    `a number from ${min} to ${max}`,
    describeNumber(value),
  );
}
