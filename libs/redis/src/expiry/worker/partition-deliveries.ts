import type { PoolAlias } from '../../common/pool-alias.js';
import { DenseList } from '../../common/dense-list.js';
import { messageOf, stackOf } from '../../common/thrown.js';
import { parseTenantId } from '../../context/tenant-id.js';
import { WakeSignal } from '../../resilience/wake-signal.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';
import type { ClaimedTrigger, TriggerOutcome, Turn } from '../engine/trigger.types.js';
import type { TriggerDelivery } from '../expiry-events.js';
import type { ExpiryHandler } from '../expiry-handler.js';
import { decodePayload } from '../repository/trigger-payload.js';
import { Delivery, type DeliveryParts, type PreparedDelivery } from './delivery.js';
import { DeliveryLog } from './delivery-log.js';
import { LeaseKeeper } from './lease-keeper.js';
import type { ServerClock } from './server-clock.js';
import type { WorkerParts } from './worker-parts.js';

export interface PartitionDeliveriesParts extends WorkerParts {
  readonly engine: () => Promise<TriggerEngine>;
  readonly clock: ServerClock;
  /** The renewal of a lease got no answer. */
  readonly onRenewalFailed: () => void;
  readonly onOutcome: (outcome: TriggerOutcome, facts: TriggerDelivery) => void;
}

/** The triggers of one partition that are leased to this worker, from lease to outcome. */
export class PartitionDeliveries {
  readonly pool: PoolAlias;
  readonly #parts: PartitionDeliveriesParts;
  readonly #log: DeliveryLog;
  readonly #keeper: LeaseKeeper;
  readonly #deliveryParts: DeliveryParts;
  readonly #running = new DenseList<Delivery>();
  /** Begun in this round of the event loop. */
  #begun: Delivery[] = [];
  readonly #ended = new WakeSignal();
  #isRefusing = false;

  constructor(pool: PoolAlias, partition: number, parts: PartitionDeliveriesParts) {
    const { leaseMs } = parts.options;
    this.pool = pool;
    this.#parts = parts;
    this.#log = new DeliveryLog(parts.logger);
    this.#deliveryParts = {
      invoker: parts.invoker,
      events: parts.events,
      log: this.#log,
      onSettled: (delivery, outcome) => this.#onSettled(delivery, outcome),
    };
    this.#keeper = new LeaseKeeper({
      leaseMs,
      extend: async (held) => (await parts.engine()).extend(partition, held, leaseMs),
      // The next turn finds out, and says so, if Redis is away.
      onFailure: parts.onRenewalFailed,
    });
  }

  get size(): number {
    return this.#running.size;
  }

  /**
   * Calls the handlers of what a turn has leased.
   * @param leaseEndsAt by `performance.now()`
   * @returns how many handlers of each action were begun
   */
  begin({ items, nowMs }: Turn, leaseEndsAt: number): ReadonlyMap<string, number> {
    const begun = new Map<string, number>();
    for (const trigger of items) {
      const handler = this.#parts.registry.find(trigger.action, this.pool);
      const facts = this.#factsOf(trigger);
      if (handler === undefined || this.#isRefusing) {
        this.#parts.events.emit('released', facts);
        this.#parts.onOutcome({ kind: 'release', held: trigger }, facts);
        continue;
      }
      begun.set(trigger.action, (begun.get(trigger.action) ?? 0) + 1);
      this.#begin(trigger, handler, facts, leaseEndsAt, nowMs);
    }
    return begun;
  }

  /** From now on what is leased is handed back at once. */
  refuse(): void {
    this.#isRefusing = true;
  }

  /** Resolves when no handler is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await this.#ended.wait();
  }

  /** The application stops: signals are aborted. */
  abort(): void {
    for (const delivery of this.#running) delivery.abort();
  }

  /** Hands back what is still running, and renews nothing more. @returns how many */
  giveBack(): number {
    const count = this.#running.size;
    for (const delivery of this.#running) delivery.giveBack();
    this.#keeper.stop();
    return count;
  }

  /** An outcome came after its lease had ended. */
  onStale({ kind }: TriggerOutcome, facts: TriggerDelivery): void {
    // Handed back or cancelled is all the same.
    if (kind === 'release') return;
    this.#log.stale(facts);
    this.#parts.events.emit('stale', facts);
  }

  #begin(
    trigger: ClaimedTrigger,
    handler: ExpiryHandler,
    facts: TriggerDelivery,
    leaseEndsAt: number,
    nowMs: number,
  ): void {
    const { codec, clock, slots, events } = this.#parts;
    let payload: unknown;
    try {
      parseTenantId(trigger.tenant);
      payload = decodePayload(codec, trigger.payload);
    } catch (error) {
      // Another attempt, or another worker, would find it no better.
      this.#log.buried(facts, error, 0);
      events.emit('dead', { ...facts, durationMs: 0, error });
      const failure = { message: messageOf(error), stack: stackOf(error) };
      this.#parts.onOutcome({ kind: 'bury', held: trigger, error: failure }, facts);
      return;
    }
    // Never earlier than the server said, and so never before its due time.
    const firedMs = Math.max(nowMs, Math.floor(clock.now()));
    const prepared: PreparedDelivery = { trigger, handler, facts, payload, firedMs, leaseEndsAt };
    const delivery = new Delivery(prepared, this.#deliveryParts);
    slots.take(handler);
    this.#running.add(delivery);
    this.#watchSoon(delivery);
    delivery.start();
  }

  /** At the end of this round of the event loop: most handlers are through by then, and need no watching. */
  #watchSoon(delivery: Delivery): void {
    if (this.#begun.push(delivery) === 1) setImmediate(this.#watch);
  }

  readonly #watch = (): void => {
    const begun = this.#begun;
    this.#begun = [];
    for (const delivery of begun) if (delivery.watch()) this.#keeper.add(delivery);
  };

  #onSettled(delivery: Delivery, outcome: TriggerOutcome | undefined): void {
    this.#running.delete(delivery);
    this.#keeper.delete(delivery);
    if (outcome !== undefined) this.#parts.onOutcome(outcome, delivery.facts);
    this.#parts.slots.giveBack(delivery.handler);
    if (this.#running.size === 0) this.#ended.notify();
  }

  #factsOf({ tenant, action, identifier, key, dueMs, attempt }: ClaimedTrigger): TriggerDelivery {
    return { pool: this.pool, tenant, action, identifier, runId: `${key}:${dueMs}:${attempt}`, attempt };
  }
}
