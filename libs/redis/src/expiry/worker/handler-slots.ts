import type { RunnableAction } from '../engine/trigger.types.js';
import type { ExpiryHandler } from '../expiry-handler.js';

/** Most triggers leased by one turn: a call of the server should not take long. */
const MAX_TURN = 500;
/** So many turns share the slots: a partition has up to two under way, and of many not all ask at the same time. */
const FEWEST_SHARES = 2;
const MOST_SHARES = 4;

/** Slots kept for the triggers that one turn may lease. */
export interface SlotGrant {
  readonly limit: number;
  readonly handlers: readonly ExpiryHandler[];
  /** One for each of the handlers: how many of it are free, whatever the limit of this turn. */
  readonly actions: readonly RunnableAction[];
  /** One for each of the handlers: how many of its slots are kept. */
  readonly reserved: readonly number[];
}

/** What has become free: slots for any handler, and for handlers with a limit of their own. */
export interface FreedSlots {
  readonly isShared: boolean;
  readonly handlers: readonly ExpiryHandler[];
}

/**
 * How many handlers may run at once: all together, and of one action. A turn reserves before it asks, so that no
 * trigger is leased that could not start at once.
 */
export class HandlerSlots {
  readonly #total: number;
  readonly #mostPerTurn: number;
  /** Of handlers with a limit of their own. */
  readonly #usedBy = new Map<ExpiryHandler, number>();
  readonly #listeners = new Set<(freed: FreedSlots) => void>();
  /** What is told each time one of its handlers has ended: made once, not for every trigger. */
  readonly #freedBy = new WeakMap<ExpiryHandler, FreedSlots>();
  #used = 0;

  /** @param partitions how many take turns with these slots */
  constructor(total: number, partitions: number) {
    this.#total = total;
    const share = Math.ceil(total / Math.min(Math.max(partitions, FEWEST_SHARES), MOST_SHARES));
    this.#mostPerTurn = Math.min(share, MAX_TURN);
  }

  /** How many are neither used nor reserved. */
  get free(): number {
    return Math.max(0, this.#total - this.#used);
  }

  /** Reserves what is free, up to a share of all. */
  reserve(handlers: readonly ExpiryHandler[]): SlotGrant {
    const limit = handlers.length === 0 ? 0 : Math.min(this.free, this.#mostPerTurn);
    const actions = handlers.map((handler) => ({
      action: handler.action,
      free: this.#freeOf(handler),
      maxAttempts: handler.attempts,
    }));
    const reserved = actions.map(({ free }) => Math.min(limit, free));
    for (const [index, handler] of handlers.entries()) this.#use(handler, reserved[index] ?? 0);
    this.#used += limit;
    return { limit, handlers, actions, reserved };
  }

  /**
   * Ends a reservation. What was leased has its slots by {@link HandlerSlots.take} before.
   * @param taken how many triggers of each action were leased
   */
  release({ limit, handlers, reserved: reservations }: SlotGrant, taken: ReadonlyMap<string, number>): void {
    this.#used -= limit;
    const freed: ExpiryHandler[] = [];
    let total = 0;
    for (const [index, handler] of handlers.entries()) {
      const reserved = reservations[index] ?? 0;
      const used = taken.get(handler.action) ?? 0;
      total += used;
      this.#use(handler, -reserved);
      if (handler.concurrency !== undefined && used < reserved) freed.push(handler);
    }
    const isShared = total < limit;
    if (isShared || freed.length > 0) this.#tell({ isShared, handlers: freed });
  }

  /** A handler begins. */
  take(handler: ExpiryHandler): void {
    this.#used += 1;
    this.#use(handler, 1);
  }

  /** A handler ended. */
  giveBack(handler: ExpiryHandler): void {
    this.#used -= 1;
    this.#use(handler, -1);
    this.#tell(this.#freedSlotsOf(handler));
  }

  /**
   * Calls back when slots become free.
   * @returns ends it
   */
  onFree(listener: (freed: FreedSlots) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #freeOf(handler: ExpiryHandler): number {
    if (handler.concurrency === undefined) return this.#total;
    return Math.max(0, handler.concurrency - (this.#usedBy.get(handler) ?? 0));
  }

  #use(handler: ExpiryHandler, slots: number): void {
    if (handler.concurrency === undefined || slots === 0) return;
    const used = (this.#usedBy.get(handler) ?? 0) + slots;
    if (used === 0) this.#usedBy.delete(handler);
    else this.#usedBy.set(handler, used);
  }

  #freedSlotsOf(handler: ExpiryHandler): FreedSlots {
    const known = this.#freedBy.get(handler);
    if (known !== undefined) return known;
    const freed: FreedSlots = { isShared: true, handlers: [handler] };
    this.#freedBy.set(handler, freed);
    return freed;
  }

  #tell(freed: FreedSlots): void {
    for (const listener of this.#listeners) listener(freed);
  }
}
