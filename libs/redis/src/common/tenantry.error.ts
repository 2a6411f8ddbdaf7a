import type { TenantryErrorCode } from './error-codes.js';

/** What every error of the library can say beside its message. Never a secret, never a stored value. */
export interface TenantryErrorDetails {
  /** Pool the operation went to. */
  readonly pool?: string;
  /** Redis key concerned, shortened to 200 characters. */
  readonly key?: string;
  /** Redis command or repository operation. */
  readonly operation?: string;
  /** Hash field, option path or model path. */
  readonly field?: string;
  /** Anything else that helps to find the cause. */
  readonly [detail: string]: unknown;
}

/** What an error is made of, beside its message. */
export interface TenantryErrorInit {
  readonly code: TenantryErrorCode;
  readonly details?: TenantryErrorDetails;
  readonly cause?: unknown;
  /** See {@link TenantryError.retryable}. Default false. */
  readonly retryable?: boolean;
  /** See {@link TenantryError.statusCode}. Default 500. */
  readonly statusCode?: number;
}

/**
 * Base of every error the library throws. The message says what happened, to which pool and key, and how to
 * fix it; `details` holds the same facts in machine-readable form.
 */
export abstract class TenantryError extends Error {
  /** Which error it is, stable over releases; the same for all errors of a class. */
  readonly code: TenantryErrorCode;
  /** The facts that the message tells of. */
  readonly details: TenantryErrorDetails;
  /** True where the same call may succeed later without any change by the caller. */
  readonly retryable: boolean;
  /** HTTP status: 4xx where the caller's input is at fault. */
  readonly statusCode: number;
  /**
   * The same as `statusCode`. With `expose` it makes the shape of "http-errors", which Nest, Express and Fastify
   * answer with the right status without a filter.
   */
  readonly status: number;
  /** True if the message may be sent to the client: 4xx only. */
  readonly expose: boolean;

  protected constructor(message: string, init: TenantryErrorInit) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = new.target.name;
    this.code = init.code;
    this.details = init.details ?? {};
    this.retryable = init.retryable ?? false;
    this.statusCode = init.statusCode ?? 500;
    this.status = this.statusCode;
    this.expose = this.statusCode < 500;
  }

  /** Plain form for structured logs: no stack, no cause, no secret. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...this.details,
    };
  }
}
