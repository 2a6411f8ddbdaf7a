import { Inject, Injectable } from '@nestjs/common';
import type { PoolAlias } from '../common/pool-alias.js';
import { assertLimit } from '../repositories/page-arguments.js';
import type { ActionStats, TriggerStats } from './engine/trigger.types.js';
import { ExpiryEngines } from './expiry-engines.js';

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
  readonly #engines: ExpiryEngines;

  constructor(@Inject(ExpiryEngines) engines: ExpiryEngines) {
    this.#engines = engines;
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
