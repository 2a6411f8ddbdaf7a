import { Inject, Injectable, type LoggerService } from '@nestjs/common';
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

export type ExpiryEventName = keyof ExpiryEventMap;

/** How often each event happened since the start, in this process. */
export type ExpiryCounters = { readonly [Name in ExpiryEventName]: number } & {
  /** Handlers that run now. */
  readonly running: number;
  /** How late first deliveries began, in milliseconds; `count` of them. */
  readonly lag: { readonly count: number; readonly totalMs: number; readonly maxMs: number };
};

type Listener<Name extends ExpiryEventName> = (event: ExpiryEventMap[Name]) => void;

/** Tells what happens to triggers in this process: the source of metrics. */
@Injectable()
export class ExpiryEvents {
  readonly #logger: LoggerService;
  readonly #listeners: { readonly [Name in ExpiryEventName]: Set<Listener<Name>> } = {
    scheduled: new Set(),
    fired: new Set(),
    succeeded: new Set(),
    retried: new Set(),
    dead: new Set(),
    released: new Set(),
    stale: new Set(),
  };
  readonly #counts = { scheduled: 0, fired: 0, succeeded: 0, retried: 0, dead: 0, released: 0, stale: 0 };
  readonly #lag = { count: 0, totalMs: 0, maxMs: 0 };
  #running = 0;

  constructor(@Inject(LIBRARY_LOGGER) logger: LoggerService) {
    this.#logger = logger;
  }

  /**
   * Calls back at every such event. A listener that throws is logged, and disturbs nothing.
   * @returns ends it
   */
  on<Name extends ExpiryEventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners: Set<Listener<Name>> = this.#listeners[name];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** The figures at this moment. */
  counters(): ExpiryCounters {
    return { ...this.#counts, running: this.#running, lag: { ...this.#lag } };
  }

  /** @internal */
  emit<Name extends ExpiryEventName>(name: Name, event: ExpiryEventMap[Name], count = 1): void {
    this.#counts[name] += count;
    const listeners: ReadonlySet<Listener<Name>> = this.#listeners[name];
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#logger.error(
          `A listener of "${name}" failed: ${error instanceof Error ? error.message : String(error)}`,
          error instanceof Error ? error.stack : undefined,
          'ExpiryEvents',
        );
      }
    }
  }

  /** @internal a handler begins */
  began(event: ExpiryEventMap['fired']): void {
    this.#running += 1;
    if (event.lagMs !== undefined) {
      this.#lag.count += 1;
      this.#lag.totalMs += event.lagMs;
      this.#lag.maxMs = Math.max(this.#lag.maxMs, event.lagMs);
    }
    this.emit('fired', event);
  }

  /** @internal a handler ended, or is no longer waited for */
  ended(): void {
    this.#running -= 1;
  }
}
