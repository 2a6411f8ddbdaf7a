import { Logger, type LoggerService } from '@nestjs/common';
import { describeKey } from '../../common/describe.js';
import { messageOf, stackOf } from '../../common/thrown.js';
import type { TriggerDelivery } from '../expiry-events.js';
import type { ExpiryHandler } from '../expiry-handler.js';
import { LOG_CONTEXT } from './worker-parts.js';

/** A delivery, and who handles it. */
export interface LoggedDelivery extends TriggerDelivery {
  readonly handler: ExpiryHandler;
}

/**
 * What becomes of deliveries, for the log. Each line has its facts as fields beside the text, so that they need not be
 * parsed out of it. Payloads are never among them.
 */
export class DeliveryLog {
  readonly #logger: LoggerService;

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  dispatched(facts: TriggerDelivery, handler: ExpiryHandler): void {
    // Not worth composing, for every trigger, where nobody reads it.
    if (this.#logger.debug === undefined || !isDebugEnabled(this.#logger)) return;
    const { identifier, tenant, action } = facts;
    this.#logger.debug(
      `Dispatched ${handler.name} for ${describeKey(identifier)} (tenant=${tenant}, action=${action})`,
      fieldsOf(facts),
      LOG_CONTEXT,
    );
  }

  failed(delivery: LoggedDelivery, error: unknown, durationMs: number, delayMs: number): void {
    this.#logger.warn(
      `${attemptOf(delivery)} failed: ${messageOf(error)} It is tried again in ${Math.round(delayMs)} ms.`,
      { ...fieldsOf(delivery), durationMs, delayMs },
      LOG_CONTEXT,
    );
  }

  /** @param delivery without a handler if the trigger could not be handed to one */
  buried(
    delivery: TriggerDelivery & { readonly handler?: ExpiryHandler },
    error: unknown,
    durationMs: number,
  ): void {
    const what = delivery.handler === undefined ? describe(delivery) : attemptOf(delivery as LoggedDelivery);
    this.#logger.error(
      `${what} failed for good: ${messageOf(error)} It is a dead letter now.`,
      { ...fieldsOf(delivery), durationMs },
      stackOf(error),
      LOG_CONTEXT,
    );
  }

  backoffFailed(delivery: LoggedDelivery, error: unknown): void {
    this.#logger.error(
      `The backoff function of ${delivery.handler.name} failed, the usual pause is taken: ${messageOf(error)}`,
      fieldsOf(delivery),
      stackOf(error),
      LOG_CONTEXT,
    );
  }

  leaseLost(delivery: LoggedDelivery): void {
    this.#logger.warn(
      `The lease of ${describe(delivery)} ended while ${delivery.handler.name} ran: the trigger was cancelled, or ` +
        'another worker may run it too.',
      fieldsOf(delivery),
      LOG_CONTEXT,
    );
  }

  /** The handler ended although its delivery was settled without it. */
  endedTooLate(delivery: LoggedDelivery, error: unknown, durationMs: number): void {
    const how = error === undefined ? 'returned' : `failed (${messageOf(error)})`;
    this.#logger.warn(
      `${delivery.handler.name} ${how} after ${Math.round(durationMs)} ms, when ${describe(delivery)} was no longer ` +
        'its own: it counts for nothing. Look at `event.signal` in handlers that take long.',
      { ...fieldsOf(delivery), durationMs },
      LOG_CONTEXT,
    );
  }

  /** The outcome came too late. */
  stale(delivery: TriggerDelivery): void {
    this.#logger.warn(
      `The outcome of ${describe(delivery)} came after its lease had ended, or after it was cancelled: it may run again.`,
      fieldsOf(delivery),
      LOG_CONTEXT,
    );
  }
}

function attemptOf(delivery: LoggedDelivery): string {
  const { attempt, handler } = delivery;
  return `${handler.name}: attempt ${attempt} of ${handler.attempts} of ${describe(delivery)}`;
}

function describe({ action, identifier, tenant, pool }: TriggerDelivery): string {
  return `trigger ${describeKey(action)} ${describeKey(identifier)} of tenant "${tenant}" in pool "${pool}"`;
}

function fieldsOf({ pool, tenant, action, identifier, attempt, runId }: TriggerDelivery): object {
  return { alias: pool, tenant, action, identifier, attempt, runId };
}

/** Nest's own logger knows its levels; of another one nobody knows. */
function isDebugEnabled(logger: LoggerService): boolean {
  return !(logger instanceof Logger) || Logger.isLevelEnabled('debug');
}
