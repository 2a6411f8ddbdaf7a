import type { LoggerService } from '@nestjs/common';
import type { RedisClient } from '../pool-clients.js';
import { ConnectionReturnedError } from './dedicated.errors.js';

const CONTEXT = 'RedisConnectionManager';

/** Whose connections it is, and for how long they may be kept without a word. */
export interface LeaseTerms {
  readonly alias: string;
  readonly holdWarningMs: number;
  readonly logger: LoggerService;
}

/** Where a connection was asked for: its stack is made into text only if somebody reads it. */
export interface Borrower {
  readonly stack?: string;
}

/** Remembers who has called the function that calls this. */
export function captureBorrower(): Borrower {
  const borrower: Borrower = {};
  Error.captureStackTrace(borrower, captureBorrower);
  return borrower;
}

/**
 * One borrower's time with a connection. What the borrower gets works until then and not a moment longer, and if that
 * takes suspiciously long, the log says once who it is.
 */
export class Lease<Client extends RedisClient> {
  readonly handle: Client;
  readonly #warning: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(client: Client, terms: LeaseTerms, borrower: Borrower | undefined) {
    this.handle = new Proxy(client, {
      get: (target, name) => {
        if (this.#hasEnded) throw new ConnectionReturnedError(terms.alias, String(name));
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    if (borrower === undefined) return;
    this.#warning = setTimeout(() => warn(terms, borrower), terms.holdWarningMs).unref();
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#warning);
  }
}

function warn({ alias, holdWarningMs, logger }: LeaseTerms, { stack = '' }: Borrower): void {
  const [, _calledFunction, ...frames] = stack.split('\n');
  logger.warn(
    `A dedicated connection of pool "${alias}" has been in use for more than ${holdWarningMs} ms. ` +
      `If that is meant, say { longLived: true }. It was asked for here:\n${frames.join('\n')}`,
    CONTEXT,
  );
}
