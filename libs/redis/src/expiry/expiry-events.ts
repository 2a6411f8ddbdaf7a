import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { EventHub } from '../common/event-hub.js';
import { logFailedListeners } from '../common/failed-listeners.js';
import { LIBRARY_LOGGER } from '../common/logger.token.js';
import type { PoolAlias } from '../common/pool-alias.js';

/** Which delivery of which trigger an event is about. Never its payload. */
export interface TriggerDelivery {
  readonly pool: PoolAlias;
  readonly tenant: string;
  readonly action: string;
  readonly identifier: string;
  /** As {@link ExpiryEvent.runId}. */
  readonly runId: string;
  /** 1 for the first delivery. */
  readonly attempt: number;
}

/** What happens to triggers, as {@link ExpiryEvents} tells it. */
export interface ExpiryEventMap {
  /** `count` triggers of an action were scheduled or moved. */
  readonly scheduled: {
    readonly pool: PoolAlias;
    readonly tenant: string;
    readonly action: string;
    readonly count: number;
  };
  /** A handler begins. `lagMs`: how late, of a first delivery; undefined for later ones. */
  readonly fired: TriggerDelivery & { readonly lagMs: number | undefined };
  /** The handler returned. */
  readonly succeeded: TriggerDelivery & { readonly durationMs: number };
  /** The handler failed, and the trigger is tried again after `delayMs`. */
  readonly retried: TriggerDelivery & {
    readonly durationMs: number;
    readonly delayMs: number;
    readonly error: unknown;
  };
  /** The trigger is a dead letter now. */
  readonly dead: TriggerDelivery & { readonly durationMs: number; readonly error: unknown };
  /** It was handed back without an attempt being counted, because the application stops. */
  readonly released: TriggerDelivery;
  /** Its lease was lost or revoked: what the handler did counts for nothing, another worker may run it again. */
  readonly stale: TriggerDelivery;
}

/** Names of the events in {@link ExpiryEventMap}. */
export type ExpiryEventName = keyof ExpiryEventMap;

/** How often each event happened since the start, in this process. */
export type ExpiryCounters = { readonly [Name in ExpiryEventName]: number } & {
  /** Handlers that run now. */
  readonly running: number;
  /** How late first deliveries began, in milliseconds; `count` of them. */
  readonly lag: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
};

/** Tells what happens to triggers in this process: the source of metrics. */
@Injectable()
export class ExpiryEvents extends EventHub<ExpiryEventMap> {
  readonly #counts = { scheduled: 0, fired: 0, succeeded: 0, retried: 0, dead: 0, released: 0, stale: 0 };
  readonly #lag = { count: 0, totalMs: 0, maxMs: 0 };
  #running = 0;

  constructor(@Inject(LIBRARY_LOGGER) logger: LoggerService) {
    super(logFailedListeners(logger, 'ExpiryEvents'));
  }

  /** The figures at this moment. */
  counters(): ExpiryCounters {
    return { ...this.#counts, running: this.#running, lag: { ...this.#lag } };
  }

  /** @internal */
  override emit<Name extends ExpiryEventName>(name: Name, event: ExpiryEventMap[Name], count = 1): void {
    this.#counts[name] += count;
    super.emit(name, event);
  }

  /** @internal triggers of one tenant were scheduled */
  scheduled(
    pool: PoolAlias,
    triggers: ReadonlyArray<{ readonly tenant: string; readonly action: string }>,
  ): void {
    this.#counts.scheduled += triggers.length;
    if (!this.has('scheduled')) return;
    const counts = new Map<string, number>();
    for (const { action } of triggers) counts.set(action, (counts.get(action) ?? 0) + 1);
    const tenant = triggers[0]?.tenant ?? '';
    for (const [action, count] of counts) super.emit('scheduled', { pool, tenant, action, count });
  }

  /** @internal a handler begins. @param lagMs how late; undefined for a later delivery */
  began(delivery: TriggerDelivery, lagMs: number | undefined): void {
    this.#running += 1;
    if (lagMs !== undefined) {
      this.#lag.count += 1;
      this.#lag.totalMs += lagMs;
      this.#lag.maxMs = Math.max(this.#lag.maxMs, lagMs);
    }
    this.#counts.fired += 1;
    if (this.has('fired')) super.emit('fired', { ...delivery, lagMs });
  }

  /** @internal a handler returned */
  succeeded(delivery: TriggerDelivery, durationMs: number): void {
    this.#counts.succeeded += 1;
    if (this.has('succeeded')) super.emit('succeeded', { ...delivery, durationMs });
  }

  /** @internal a handler ended, or is no longer waited for */
  ended(): void {
    this.#running -= 1;
  }
}
