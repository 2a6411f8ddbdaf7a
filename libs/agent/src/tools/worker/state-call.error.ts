import type { WireError } from './bridge.messages.js';

/**
 * A state method failed on the main thread: `name`, `code` and `message` are those of the error there (`WRONG_TYPE`,
 * `MISSING_USER`, ...). A tool that does not catch it fails with the very error of the main thread.
 */
export class StateCallError extends Error {
  /** One of `TENANTRY_ERROR_CODES`; undefined for an error of another kind. */
  readonly code: string | undefined;
  /** True where the same call may succeed later. */
  readonly retryable: boolean;
  readonly statusCode: number;
  /** @internal */
  readonly origin: number | undefined;

  constructor({ name, message, code, retryable = false, statusCode = 500, origin }: WireError) {
    super(message);
    this.name = name;
    this.code = code;
    this.retryable = retryable;
    this.statusCode = statusCode;
    this.origin = origin;
  }
}

/** A tool used its states after it had ended: in a timer or a promise that it left behind. */
export class ToolEndedError extends Error {
  constructor() {
    super(
      'A tool used its states after it had ended. Tools in worker threads are synchronous: do everything in run().',
    );
    this.name = 'ToolEndedError';
  }
}
