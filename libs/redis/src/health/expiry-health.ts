import type { PoolAlias } from '../common/pool-alias.js';
import type { HealthStatus } from '../connections/checks/nodes/node-health.js';
import type { ScheduleStatistics } from '../expiry/expiry-schedule.js';
import { statusWithin, type StatusLimits } from './exceeded-limits.js';
import type { ExpiryLimits } from './health-options.js';

/** Whether the server of a pool announces keys that expire: triggers of other programs fire only then. */
export type NotificationsSetting = 'enabled' | 'disabled' | 'unknown';

/** The triggers of one pool, of all tenants and in the whole fleet. */
export interface ExpiryPoolHealth {
  readonly pool: PoolAlias;
  readonly status: HealthStatus;
  /** Which limit is exceeded, or why nothing is known. */
  readonly message?: string;
  /** Due, and with no handler yet; null if the pool did not say. */
  readonly backlog: number | null;
  /** How far behind the workers are: age of the oldest of the backlog. */
  readonly overdueByMs: number | null;
  /** When the oldest of the backlog was due; null if there is none. */
  readonly oldestDueAt: Date | null;
  /** Scheduled, due or not. */
  readonly pending: number | null;
  /** With a handler at this moment. */
  readonly inFlight: number | null;
  /** Failed, and waiting for another attempt. */
  readonly retrying: number | null;
  /** Given up: dead letters. */
  readonly dead: number | null;
  /** Actions with triggers that no running worker has a handler for. */
  readonly unhandledActions: readonly string[];
  /** `notify-keyspace-events` of the server; `unknown`: it does not let us see. */
  readonly notifications: NotificationsSetting;
}

/** At most so many names: their number is up to the application. */
const MOST_ACTIONS_SHOWN = 20;

/** The figures against the limits. */
export function expiryHealth(
  stats: ScheduleStatistics,
  notifications: NotificationsSetting,
  limits: StatusLimits<ExpiryLimits>,
): ExpiryPoolHealth {
  const { pool, overdue, overdueByMs, oldestDueAt, pending, inFlight, retrying, dead, unhandledActions } =
    stats;
  return {
    pool,
    ...statusWithin(limits, (each) => exceeded(stats, each)),
    backlog: overdue,
    overdueByMs,
    oldestDueAt,
    pending,
    inFlight,
    retrying,
    dead,
    unhandledActions: unhandledActions.slice(0, MOST_ACTIONS_SHOWN),
    notifications,
  };
}

/** A pool whose figures could not be had. */
export function unknownExpiryHealth(pool: PoolAlias, message: string): ExpiryPoolHealth {
  return {
    pool,
    status: 'down',
    message,
    backlog: null,
    overdueByMs: null,
    oldestDueAt: null,
    pending: null,
    inFlight: null,
    retrying: null,
    dead: null,
    unhandledActions: [],
    notifications: 'unknown',
  };
}

function exceeded(stats: ScheduleStatistics, limits: ExpiryLimits): string[] {
  const unhandledForMs = Math.max(0, ...stats.actions.map((action) => action.unhandledForMs));
  const figures = [
    ['the oldest trigger is overdue by', stats.overdueByMs, limits.overdueByMs, ' ms'],
    ['triggers that are overdue:', stats.overdue, limits.backlog, ''],
    ['dead letters:', stats.dead, limits.dead, ''],
    ['triggers have waited for a handler for', unhandledForMs, limits.unhandledForMs, ' ms'],
  ] as const;
  return figures.flatMap(([what, value, limit, unit]) =>
    limit !== undefined && value >= limit
      ? [`${what} ${Math.round(value)}${unit} (limit ${limit}${unit})`]
      : [],
  );
}
