import { z } from 'zod';
import type { PoolAlias } from '../common/pool-alias.js';
import { aliasSchema } from '../config/module-options.schema.js';
import {
  integer,
  objectSchema,
  optionalInteger,
  optionalMatch,
  selectSchema,
} from '../config/option-schemas.js';
import { MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_CONCURRENCY, MAX_TIMEOUT_MS } from './expiry-limits.js';
import type { DeadLetterOptions, ExpiryOptions } from './expiry-options.js';
import type { TriggerBackoff, TriggerBackoffOptions } from './trigger-backoff.js';

const DAY_MS = 86_400_000;
const MAX_LISTENERS = 16;
const MIN_LEASE_MS = 100;
const MAX_LINGER_MS = 3_600_000;
const MAX_GRACE_MS = 600_000;
const MAX_PAYLOAD_BYTES = 16 * 1_024 * 1_024;
const MAX_DEAD_LETTERS = 1_000_000;
const TEN_YEARS_SECONDS = 315_360_000;

const listeners = z
  .array(aliasSchema as z.ZodType<PoolAlias>, 'expected a list of pool aliases')
  .min(1, 'expected at least one pool alias')
  .max(MAX_LISTENERS, `expected at most ${MAX_LISTENERS} pool aliases`)
  .refine((aliases) => new Set(aliases).size === aliases.length, 'expected each pool alias once');

const deadLetters = objectSchema<DeadLetterOptions>({
  maxPerTenant: optionalInteger(0, MAX_DEAD_LETTERS),
  maxAgeSeconds: optionalInteger(1, TEN_YEARS_SECONDS),
});

const backoffShape = objectSchema<TriggerBackoffOptions>({
  type: z.enum(['fixed', 'exponential'], 'expected "fixed" or "exponential"'),
  delayMs: integer(0, MAX_BACKOFF_MS),
  maxDelayMs: optionalInteger(0, MAX_BACKOFF_MS),
});

const backoffOptions = backoffShape.refine(
  ({ delayMs, maxDelayMs }) => !(typeof maxDelayMs === 'number' && maxDelayMs < delayMs),
  { path: ['maxDelayMs'], error: 'expected at least delayMs' },
);

/** Schema of {@link TriggerBackoff}. */
export const triggerBackoffSchema = selectSchema<TriggerBackoff>((value) =>
  typeof value === 'function' ? z.unknown() : backoffOptions,
);

/** Schema of {@link ExpiryOptions}. */
export const expiryOptionsSchema: z.ZodType<ExpiryOptions> = objectSchema<ExpiryOptions>({
  listeners: listeners.optional(),
  notifications: z.enum(['auto', 'assume', 'off'], 'expected "auto", "assume" or "off"').optional(),
  flags: optionalMatch(/^[KEg$lshzxetmdnA]{1,32}$/, 'flags of notify-keyspace-events, such as "Ex"'),
  worker: z.boolean('expected true or false').optional(),
  concurrency: optionalInteger(1, MAX_CONCURRENCY),
  leaseMs: optionalInteger(MIN_LEASE_MS, DAY_MS),
  timeoutMs: optionalInteger(1, MAX_TIMEOUT_MS),
  attempts: optionalInteger(1, MAX_ATTEMPTS),
  backoff: triggerBackoffSchema.optional(),
  tenantConcurrency: optionalInteger(1, MAX_CONCURRENCY),
  maxPayloadBytes: optionalInteger(1, MAX_PAYLOAD_BYTES),
  ttlKeys: z.boolean('expected true or false').optional(),
  lingerMs: optionalInteger(0, MAX_LINGER_MS),
  deadLetters: deadLetters.optional(),
  shutdownGraceMs: optionalInteger(0, MAX_GRACE_MS),
});
