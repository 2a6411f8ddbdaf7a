import { Inject, Injectable } from '@nestjs/common';
import type { PoolAlias } from '../common/pool-alias.js';
import { assertLimit } from '../repositories/page-arguments.js';
import type { ActionStats, TriggerStats } from './engine/trigger.types.js';
import { OWN_KEY_VALUE } from './engine/ttl-keys.js';
import { ExpiryEngines } from './expiry-engines.js';
import type { ScheduleClock } from './schedule-clock.js';

/** Triggers of one action, of all tenants. */
export interface ActionStatistics {
  readonly action: string;
  /** Scheduled, due or not. */
  readonly pending: number;
  /** With a handler now. */
  readonly inFlight: number;
  /** Waiting for another attempt after a failed one. */
  readonly retrying: number;
  /** Due, and with no handler yet. */
  readonly overdue: number;
  /** Since when triggers wait that no running worker has a handler for; null if none do. */
  readonly unhandledSince: Date | null;
  /** Milliseconds since then; 0 if none wait. */
  readonly unhandledForMs: number;
}

/** Triggers of a pool, of all tenants. */
export interface ScheduleStatistics {
  readonly pool: PoolAlias;
  /** The server's clock when it answered. */
  readonly at: Date;
  /** Scheduled, due or not. */
  readonly pending: number;
  /** With a handler now. */
  readonly inFlight: number;
  /** Waiting for another attempt after a failed one. */
  readonly retrying: number;
  /** Due, and with no handler yet. */
  readonly overdue: number;
  /** Due time of the oldest of those; null if there are none. */
  readonly oldestDueAt: Date | null;
  /** Milliseconds since then: how far behind the workers are. 0 if nothing is overdue. */
  readonly overdueByMs: number;
  /** False where there are so many tenants that `overdue` and `oldestDueAt` come from a part of them. */
  readonly complete: boolean;
  /** Dead letters. */
  readonly dead: number;
  /** Every action that has triggers. */
  readonly actions: readonly ActionStatistics[];
  /** Actions with triggers that no running worker has a handler for. */
  readonly unhandledActions: readonly string[];
}

/** Tenants by their pending triggers. */
export interface TopTenants {
  /** False where there are so many tenants that only a part of them was looked at. */
  readonly complete: boolean;
  readonly tenants: ReadonlyArray<{ readonly tenant: string; readonly pending: number }>;
}

const USUAL_TENANTS = 10;

/** The schedule of all tenants, for monitoring. Its methods throw whatever the option `errors` says. */
@Injectable()
export class ExpirySchedule {
  /** What the library's own keys beside triggers hold. */
  static readonly ownKeyValue = OWN_KEY_VALUE;

  readonly #engines: ExpiryEngines;

  constructor(@Inject(ExpiryEngines) engines: ExpiryEngines) {
    this.#engines = engines;
  }

  /** The clock that triggers go by. Testing kits move it; applications leave it alone. */
  get clock(): ScheduleClock {
    return this.#engines.clock;
  }

  /** Aliases of the pools that triggers can be scheduled in. */
  pools(): PoolAlias[] {
    return this.#engines.aliases();
  }

  /**
   * How many triggers are pending, in flight, overdue and dead. Its cost does not grow with their number.
   * @param options `pool`: default as for `TriggerRepository`
   * @throws InvalidArgumentError for a pool that `expiry.listeners` does not name
   * @throws ConnectivityError | CommandRefusedError | TriggerPartitionsError
   */
  async stats(options: { readonly pool?: PoolAlias } = {}): Promise<ScheduleStatistics> {
    const { pool = this.#engines.defaultPool } = options;
    const engine = await this.#engines.started(pool);
    return scheduleStatistics(pool, await engine.stats());
  }

  /**
   * The tenants with the most pending triggers, the one with the most first.
   * @param options `limit`: how many, 1 to 500, default 10; `pool`: default as for `TriggerRepository`
   * @throws InvalidArgumentError for a `limit` out of range, and a pool that `expiry.listeners` does not name
   * @throws ConnectivityError | CommandRefusedError | TriggerPartitionsError
   */
  async topTenants(
    options: { readonly limit?: number; readonly pool?: PoolAlias } = {},
  ): Promise<TopTenants> {
    const { limit = USUAL_TENANTS, pool = this.#engines.defaultPool } = options;
    assertLimit(limit);
    const engine = await this.#engines.started(pool);
    const { tenants, complete } = await engine.topTenants(limit);
    return { complete, tenants: tenants.map(({ tenant, scheduled }) => ({ tenant, pending: scheduled })) };
  }

  /**
   * When a worker with handlers for these actions has something to do next: something is due, a retry, or the end of a
   * lease. Maybe a little earlier, never later; null if nothing is there. It reads a few entries, however many triggers
   * there are.
   * @param options `pool`: default as for `TriggerRepository`
   * @throws InvalidArgumentError for a pool that `expiry.listeners` does not name, and more than 1,000 actions
   * @throws ConnectivityError | CommandRefusedError | TriggerPartitionsError
   */
  async nextWork(
    actions: readonly string[],
    options: { readonly pool?: PoolAlias } = {},
  ): Promise<Date | null> {
    const { pool = this.#engines.defaultPool } = options;
    const engine = await this.#engines.started(pool);
    return dateOf(await engine.nextWake(actions));
  }

  /** The trigger whose key this is, whoever has set it; null for a key of any other kind. */
  parseKey(
    key: string,
  ): { readonly tenant: string; readonly action: string; readonly identifier: string } | null {
    return this.#engines.engine(this.#engines.defaultPool).parseKey(key);
  }

  /**
   * Schedules the trigger of a key that another program has set, for the moment the key expires: from then on it fires
   * even if nobody listens at that moment. Applications find such keys by themselves when they start.
   * @param key as it stands in Redis
   * @param options `pool`: where the key is, default as for `TriggerRepository`
   * @returns whether it is scheduled because of this call
   * @throws InvalidArgumentError for a key of another kind, and a pool that `expiry.listeners` does not name
   * @throws ConnectivityError | CommandRefusedError | TriggerPartitionsError
   */
  async takeOverKey(key: string, options: { readonly pool?: PoolAlias } = {}): Promise<boolean> {
    const { pool = this.#engines.defaultPool } = options;
    const engine = await this.#engines.started(pool);
    return engine.takeOver(key);
  }
}

function scheduleStatistics(pool: PoolAlias, stats: TriggerStats): ScheduleStatistics {
  const { nowMs, oldestDueMs, overdue, complete, dead, retrying } = stats;
  const actions = stats.actions.map((action) => actionStatistics(action, nowMs));
  return {
    pool,
    at: new Date(nowMs),
    pending: stats.scheduled,
    inFlight: stats.running,
    retrying,
    overdue,
    oldestDueAt: dateOf(oldestDueMs),
    overdueByMs: elapsedMs(oldestDueMs, nowMs),
    complete,
    dead,
    actions,
    unhandledActions: actions.flatMap(({ action, unhandledSince }) =>
      unhandledSince === null ? [] : [action],
    ),
  };
}

function actionStatistics(stats: ActionStats, nowMs: number): ActionStatistics {
  const { action, scheduled, running, retrying, overdue, unhandledSinceMs } = stats;
  return {
    action,
    pending: scheduled,
    inFlight: running,
    retrying,
    overdue,
    unhandledSince: dateOf(unhandledSinceMs),
    unhandledForMs: elapsedMs(unhandledSinceMs, nowMs),
  };
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function elapsedMs(sinceMs: number | null, nowMs: number): number {
  return sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs);
}
