import type { LoggerService } from '@nestjs/common';
import { messageOf, stackOf } from '../common/thrown.js';
import { describeHandler, type HandlerMethod } from '../dispatch/handler-method.js';
import { describeQueue, type HandledQueue } from './handled-queue.js';
import { isExhausted } from './retry-delay.js';
import type { TrackedItem } from './tracked-item.js';

const CONTEXT = 'BatchWorker';

/** What goes wrong with the items of a tenant, for the log. Never their values. */
export class ClaimLog {
  readonly #logger: LoggerService;
  readonly #handler: HandlerMethod<HandledQueue>;
  readonly #place: string;

  constructor(logger: LoggerService, handler: HandlerMethod<HandledQueue>, tenant: string) {
    this.#logger = logger;
    this.#handler = handler;
    this.#place = `queue ${describeQueue(handler.declaration)} of tenant "${tenant}"`;
  }

  handlerFailed(items: readonly TrackedItem[], error: unknown): void {
    const open = items.filter((item) => item.isOpen);
    this.#logger.error(
      `${describeHandler(this.#handler)} failed in ${this.#place}, ${open.length} item(s) unfinished: ` +
        `${messageOf(error)}. ${this.#whatComesNext(open)}`,
      stackOf(error),
      CONTEXT,
    );
  }

  unreadable(items: readonly TrackedItem[]): void {
    const failure = items[0]?.failure;
    this.#logger.error(
      `${items.length} item(s) in ${this.#place} cannot be read: ${messageOf(failure)} ${this.#whatComesNext(items)}`,
      stackOf(failure),
      CONTEXT,
    );
  }

  leaseLost(items: readonly TrackedItem[]): void {
    this.#logger.warn(
      `The leases of ${items.length} item(s) in ${this.#place} ended while they were held: another worker may handle them too.`,
      CONTEXT,
    );
  }

  finishedTooLate(count: number): void {
    this.#logger.warn(
      `${count} item(s) in ${this.#place} were finished after their lease had ended: they may be handled twice.`,
      CONTEXT,
    );
  }

  /** @param what was to happen: `acknowledged` or `given back` */
  notSettled(count: number, what: string, error: unknown): void {
    this.#logger.error(
      `${count} item(s) in ${this.#place} could not be ${what}: they come back when their lease ends. ${messageOf(error)}`,
      stackOf(error),
      CONTEXT,
    );
  }

  #whatComesNext(items: readonly TrackedItem[]): string {
    const { attempts, maxDelayMs } = this.#handler.declaration;
    const exhausted = items.filter((item) => isExhausted(item.attempt, this.#handler.declaration)).length;
    return exhausted === 0
      ? 'They are tried again.'
      : `${exhausted} of them failed ${attempts} times or more: they are kept, and tried again every ${maxDelayMs / 1_000} s.`;
  }
}
