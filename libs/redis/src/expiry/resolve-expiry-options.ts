import type { ExpiryOptions, ResolvedExpiryOptions } from './expiry-options.js';
import { USUAL_BACKOFF } from './trigger-backoff.js';

/** The options with the defaults filled in; they are checked already. */
export function resolveExpiryOptions(options: ExpiryOptions = {}): ResolvedExpiryOptions {
  return {
    listeners: options.listeners ?? ['expiry'],
    notifications: options.notifications ?? 'auto',
    flags: options.flags ?? 'Ex',
    worker: options.worker ?? true,
    concurrency: options.concurrency ?? 50,
    leaseMs: options.leaseMs ?? 30_000,
    timeoutMs: options.timeoutMs ?? 30_000,
    attempts: options.attempts ?? 3,
    backoff: options.backoff ?? USUAL_BACKOFF,
    tenantConcurrency: options.tenantConcurrency,
    maxPayloadBytes: options.maxPayloadBytes ?? 1_048_576,
    ttlKeys: options.ttlKeys ?? true,
    lingerMs: options.lingerMs ?? 1_000,
    deadLetters: {
      maxPerTenant: options.deadLetters?.maxPerTenant ?? 1_000,
      maxAgeSeconds: options.deadLetters?.maxAgeSeconds ?? 2_592_000,
    },
    shutdownGraceMs: options.shutdownGraceMs ?? 10_000,
  };
}
