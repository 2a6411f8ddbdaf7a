import { checkInteger } from '../common/check-integer.js';

/** Options that Prometheus and OpenTelemetry have in common. */
export interface MetricsOptions {
  /**
   * Different actions of triggers that are told apart; the others are counted as `other`.
   * @default 100
   */
  readonly maxActions?: number | undefined;
  /**
   * Whether metrics of triggers tell tenants apart. Commands do not: nobody knows whose they are when they end. Each
   * tenant multiplies the number of time series.
   * @default false
   */
  readonly tenantLabel?: boolean | undefined;
  /**
   * With `tenantLabel`: different tenants that are told apart; the others are counted as `other`.
   * @default 1_000
   */
  readonly maxTenants?: number | undefined;
  /**
   * Whether the schedule of triggers is asked for how many are pending, overdue and dead. Each reading asks Redis, once
   * a second at most.
   * @default true
   */
  readonly schedule?: boolean | undefined;
  /**
   * Milliseconds a reading waits for the schedule. Without an answer its metrics are left out.
   * @default 1_000
   */
  readonly scheduleTimeoutMs?: number | undefined;
  /**
   * Whether the servers are asked how they and their replicas are. Each reading asks each primary and each Sentinel of
   * every pool, once a second at most.
   * @default true
   */
  readonly nodes?: boolean | undefined;
  /**
   * Milliseconds a reading waits for the servers. One that does not answer by then counts as down.
   * @default 1_000
   */
  readonly nodesTimeoutMs?: number | undefined;
}

/** The options with defaults filled in. */
export type ResolvedMetricsOptions = {
  readonly [Name in keyof MetricsOptions]-?: NonNullable<MetricsOptions[Name]>;
};

const MOST_LABEL_VALUES = 100_000;
const LONGEST_TIMEOUT_MS = 60_000;

/** @throws InvalidArgumentError for a number out of range */
export function resolveMetricsOptions(options: MetricsOptions): ResolvedMetricsOptions {
  const {
    maxActions = 100,
    tenantLabel = false,
    maxTenants = 1_000,
    schedule = true,
    scheduleTimeoutMs = 1_000,
    nodes = true,
    nodesTimeoutMs = 1_000,
  } = options;
  checkInteger('maxActions', maxActions, 1, MOST_LABEL_VALUES);
  checkInteger('maxTenants', maxTenants, 1, MOST_LABEL_VALUES);
  checkInteger('scheduleTimeoutMs', scheduleTimeoutMs, 1, LONGEST_TIMEOUT_MS);
  checkInteger('nodesTimeoutMs', nodesTimeoutMs, 1, LONGEST_TIMEOUT_MS);
  return { maxActions, tenantLabel, maxTenants, schedule, scheduleTimeoutMs, nodes, nodesTimeoutMs };
}
