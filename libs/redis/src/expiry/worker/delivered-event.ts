import type { ExpiryEvent } from '../expiry-event.js';
import type { PreparedDelivery } from './delivery.js';
import type { LazyAbortController } from './lazy-abort-controller.js';

/**
 * What a handler is called with. A class, because every object literal with a getter gets a shape of its own: that costs
 * four times as much (measured: 0.8 us against 0.2 us), and slows down whoever reads the event.
 */
export class DeliveredEvent implements ExpiryEvent {
  readonly tenant: ExpiryEvent['tenant'];
  readonly action: string;
  readonly identifier: string;
  readonly key: string;
  readonly pool: ExpiryEvent['pool'];
  readonly payload: unknown;
  readonly dueAt: Date;
  readonly firedAt: Date;
  readonly attempt: number;
  readonly runId: string;
  declare readonly signal: AbortSignal;
  readonly #controller: LazyAbortController;

  /** An event's own property, so that copies of the event have the signal too. */
  static readonly #signal: PropertyDescriptor & ThisType<DeliveredEvent> = {
    enumerable: true,
    configurable: true,
    get() {
      return this.#controller.signal;
    },
  };

  constructor({ trigger, facts, payload, firedMs }: PreparedDelivery, controller: LazyAbortController) {
    this.tenant = trigger.tenant;
    this.action = trigger.action;
    this.identifier = trigger.identifier;
    this.key = trigger.key;
    this.pool = facts.pool;
    this.payload = payload;
    this.dueAt = new Date(trigger.dueMs);
    this.firedAt = new Date(firedMs);
    this.attempt = trigger.attempt;
    this.runId = facts.runId;
    this.#controller = controller;
    Object.defineProperty(this, 'signal', DeliveredEvent.#signal);
  }
}
