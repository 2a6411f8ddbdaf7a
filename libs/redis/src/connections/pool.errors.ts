import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** A pool alias that no configuration source describes. */
export class UnknownPoolError extends TenantryError {
  constructor(alias: string, known: readonly string[]) {
    super(
      `There is no pool "${alias}". Known: ${known.join(', ')}. ` +
        'Describe it in `pools` of RedisModule, or by its environment variable.',
      { code: TENANTRY_ERROR_CODES.UNKNOWN_POOL, details: { pool: alias, known } },
    );
  }
}

/** What was tried before a start was given up. */
export interface StartupEffort {
  /** What to do about it; empty if nobody knows. */
  readonly advice: string;
  readonly attempts: number;
  readonly afterMs: number;
}

/** A pool could not be connected while the application was starting. The message says what to do about it. */
export class PoolStartupError extends TenantryError {
  constructor(
    { alias, origin }: { readonly alias: string; readonly origin: string },
    address: string,
    cause: Error,
    { advice, attempts, afterMs }: StartupEffort,
  ) {
    const seconds = (afterMs / 1_000).toFixed(1);
    const sentences = [
      `Pool "${alias}" could not connect to ${address} (from ${origin}): ${cause.message.replace(/\.$/, '')}.`,
      advice,
      attempts > 1 ? `It was tried ${attempts} times in ${seconds} s.` : '',
    ];
    super(sentences.filter((sentence) => sentence !== '').join(' '), {
      code: TENANTRY_ERROR_CODES.POOL_STARTUP_FAILED,
      details: { pool: alias, address, attempts },
      cause,
    });
  }
}

/** A command that would change the state of a connection which other callers share. */
export class SharedConnectionError extends TenantryError {
  constructor(pool: string, operation: string, instead: string) {
    super(`${operation} is refused on the shared connection of pool "${pool}": ${instead}.`, {
      code: TENANTRY_ERROR_CODES.SHARED_CONNECTION,
      details: { pool, operation },
    });
  }
}
