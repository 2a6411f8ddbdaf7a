import type { Placed } from '../../common/dense-list.js';
import { messageOf, stackOf } from '../../common/thrown.js';
import type { ClaimedTrigger, HeldTrigger, TriggerOutcome } from '../engine/trigger.types.js';
import type { TriggerDelivery } from '../expiry-events.js';
import type { ExpiryHandler } from '../expiry-handler.js';
import { USUAL_BACKOFF } from '../trigger-backoff.js';
import { UnrecoverableError } from '../unrecoverable.error.js';
import { leaseLost, timedOut, workerStops } from './abort-reasons.js';
import { DeliveredEvent } from './delivered-event.js';
import type { DeliveryLog, LoggedDelivery } from './delivery-log.js';
import { LazyAbortController } from './lazy-abort-controller.js';
import type { KeptLease } from './lease-keeper.js';
import { retryDelayMs } from './retry-delay.js';
import type { WorkerParts } from './worker-parts.js';

/** What a delivery needs to know, and whom it tells. */
export interface DeliveryParts extends Pick<WorkerParts, 'invoker' | 'events'> {
  readonly log: DeliveryLog;
  /** Told once. Without an outcome the trigger comes back when its lease ends. */
  readonly onSettled: (delivery: Delivery, outcome: TriggerOutcome | undefined) => void;
}

/** A leased trigger and what its handler is called with, but for the signal. */
export interface PreparedDelivery {
  readonly trigger: ClaimedTrigger;
  readonly handler: ExpiryHandler;
  readonly facts: TriggerDelivery;
  readonly payload: unknown;
  /** The server's clock. */
  readonly firedMs: number;
  /** When the lease may end at the earliest, by `performance.now()`. */
  readonly leaseEndsAt: number;
}

/**
 * One run of a handler for a leased trigger. It is settled when the handler ends, or when it is no longer waited for:
 * after its timeout, or when the application cannot wait any longer. What a handler does after that counts for nothing.
 */
export class Delivery implements KeptLease, Placed {
  readonly held: HeldTrigger;
  readonly handler: ExpiryHandler;
  readonly facts: TriggerDelivery;
  /** When the lease may end, by `performance.now()`. */
  leaseEndsAt: number;
  /** Among those that run in its partition. */
  place = -1;
  /** The lease keeper's. */
  renewal: KeptLease['renewal'] = undefined;
  readonly #prepared: PreparedDelivery;
  readonly #parts: DeliveryParts;
  readonly #controller = new LazyAbortController();
  #beganAt = 0;
  #timeout: NodeJS.Timeout | undefined;
  #isSettled = false;
  #isLost = false;
  #isStopping = false;
  /** Whether the handler has returned a promise. */
  #isPending = false;

  constructor(prepared: PreparedDelivery, parts: DeliveryParts) {
    this.held = prepared.trigger;
    this.handler = prepared.handler;
    this.facts = prepared.facts;
    this.leaseEndsAt = prepared.leaseEndsAt;
    this.#prepared = prepared;
    this.#parts = parts;
  }

  /** Calls the handler. Never throws, whatever it does. */
  start(): void {
    const { events, log } = this.#parts;
    const { trigger, firedMs } = this.#prepared;
    this.#beganAt = performance.now();
    const lagMs = trigger.attempt === 1 ? Math.max(0, firedMs - trigger.dueMs) : undefined;
    events.began(this.facts, lagMs);
    log.dispatched(this.facts, this.handler);
    this.#call();
  }

  /**
   * Begins to watch how long the handler runs, if it still does. Most are through before anybody looks, and need no
   * timer. @returns whether it runs
   */
  watch(): boolean {
    if (this.#isSettled) return false;
    if (this.#isPending && this.#timeout === undefined) {
      const leftMs = Math.max(1, this.handler.timeoutMs - this.#durationMs());
      this.#timeout = setTimeout(() => this.#onTimeout(), leftMs);
    }
    return true;
  }

  /** The lease is over, or the trigger was cancelled: the signal is aborted. */
  loseLease(): void {
    if (this.#isSettled || this.#isLost) return;
    this.#isLost = true;
    this.#parts.log.leaseLost(this.#logged());
    this.#parts.events.emit('stale', this.facts);
    this.#controller.abort(leaseLost());
  }

  /** The application stops: the signal is aborted, and a handler that fails now has not failed. */
  abort(): void {
    this.#isStopping = true;
    this.#controller.abort(workerStops());
  }

  /** Hands the trigger back. What the handler still does counts for nothing. */
  giveBack(): void {
    if (this.#isSettled) return;
    if (this.#isLost) this.#settle(undefined);
    else this.#release();
  }

  #call(): void {
    let result: unknown;
    try {
      const event = new DeliveredEvent(this.#prepared, this.#controller);
      result = this.#parts.invoker.invoke(this.handler.method, event);
    } catch (error) {
      this.#onThrown(error);
      return;
    }
    if (!(result instanceof Object && 'then' in result)) {
      this.#onReturned();
      return;
    }
    this.#isPending = true;
    Promise.resolve(result).then(
      () => this.#onReturned(),
      (error: unknown) => this.#onThrown(error),
    );
  }

  #onThrown(error: unknown): void {
    if (this.#isSettled || this.#isLost)
      this.#parts.log.endedTooLate(this.#logged(), error, this.#durationMs());
    if (!this.#isSettled) this.#onFailure(error);
  }

  #onReturned(): void {
    if (this.#isSettled) {
      this.#parts.log.endedTooLate(this.#logged(), undefined, this.#durationMs());
      return;
    }
    if (!this.#isLost) this.#parts.events.succeeded(this.facts, this.#durationMs());
    // Also where the lease seemed lost: if nobody else has it, the trigger need not run again.
    this.#settle({ kind: 'ack', held: this.held });
  }

  #onTimeout(): void {
    const error = timedOut(this.handler.name, this.handler.timeoutMs);
    this.#onFailure(error);
    this.#controller.abort(error);
  }

  #onFailure(error: unknown): void {
    if (this.#isLost) this.#settle(undefined);
    else if (this.#isStopping) this.#release();
    else if (error instanceof UnrecoverableError || this.facts.attempt >= this.handler.attempts)
      this.#bury(error);
    else this.#retry(error);
  }

  #release(): void {
    this.#parts.events.emit('released', this.facts);
    this.#settle({ kind: 'release', held: this.held });
  }

  #bury(error: unknown): void {
    const durationMs = this.#durationMs();
    this.#parts.log.buried(this.#logged(), error, durationMs);
    this.#parts.events.emit('dead', { ...this.facts, durationMs, error });
    this.#settle({
      kind: 'bury',
      held: this.held,
      error: { message: messageOf(error), stack: stackOf(error) },
    });
  }

  #retry(error: unknown): void {
    const durationMs = this.#durationMs();
    const delayMs = this.#delayMs(error);
    this.#parts.log.failed(this.#logged(), error, durationMs, delayMs);
    this.#parts.events.emit('retried', { ...this.facts, durationMs, delayMs, error });
    this.#settle({ kind: 'retry', held: this.held, delayMs });
  }

  #delayMs(error: unknown): number {
    try {
      return retryDelayMs(this.handler.backoff, this.facts.attempt, error);
    } catch (backoffError) {
      this.#parts.log.backoffFailed(this.#logged(), backoffError);
      return retryDelayMs(USUAL_BACKOFF, this.facts.attempt, error);
    }
  }

  #settle(outcome: TriggerOutcome | undefined): void {
    this.#isSettled = true;
    clearTimeout(this.#timeout);
    this.#parts.events.ended();
    this.#parts.onSettled(this, outcome);
  }

  #durationMs(): number {
    return performance.now() - this.#beganAt;
  }

  #logged(): LoggedDelivery {
    return { ...this.facts, handler: this.handler };
  }
}
