import type { WireError } from './bridge.messages.js';

const DEEPEST_CAUSE = 5;

/** An error, or whatever was thrown, as it crosses between threads. */
export function toWireError(thrown: unknown, origin?: number, depth = 0): WireError {
  const error: Error & Partial<Record<keyof WireError, unknown>> =
    thrown instanceof Error ? thrown : new Error(`Something that is no error was thrown: ${typeof thrown}`);
  const { code, retryable, statusCode, cause } = error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: typeof code === 'string' ? code : undefined,
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    cause:
      cause === undefined || depth === DEEPEST_CAUSE ? undefined : toWireError(cause, undefined, depth + 1),
    origin: origin ?? (typeof error.origin === 'number' ? error.origin : undefined),
  };
}
