import type { ExpiryHandlerRegistry, ExpirySchedule, PoolAlias } from '@tenantry/redis';

/** What the triggers of an application are about, as far as it has handlers for them. */
export interface ScheduleState {
  /** Triggers with a handler at this moment, in any process. */
  readonly running: number;
  /** Due, and not begun. */
  readonly overdue: ReadonlyArray<{
    readonly pool: PoolAlias;
    readonly action: string;
    readonly count: number;
  }>;
  /** When a worker has something to do next, in milliseconds since 1970; null: nothing is scheduled. */
  readonly nextMs: number | null;
}

/** Reads it from Redis, in all pools with triggers. */
export async function readScheduleState(
  schedule: ExpirySchedule,
  registry: ExpiryHandlerRegistry,
): Promise<ScheduleState> {
  const pools = await Promise.all(
    schedule.pools().map(async (pool) => {
      const actions = registry
        .list()
        .filter(({ pools: handled }) => handled.includes(pool))
        .map(({ action }) => action);
      const [statistics, next] = await Promise.all([
        schedule.stats({ pool }),
        schedule.nextWork(actions, { pool }),
      ]);
      const overdue = statistics.actions
        .filter(({ action, overdue: count }) => count > 0 && actions.includes(action))
        .map(({ action, overdue: count }) => ({ pool, action, count }));
      return { running: statistics.inFlight, overdue, nextMs: next?.getTime() ?? null };
    }),
  );
  const times = pools.flatMap(({ nextMs }) => nextMs ?? []);
  return {
    running: pools.reduce((sum, { running }) => sum + running, 0),
    overdue: pools.flatMap(({ overdue }) => overdue),
    nextMs: times.length === 0 ? null : Math.min(...times),
  };
}
