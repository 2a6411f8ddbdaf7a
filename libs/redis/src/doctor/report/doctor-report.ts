import type { FindingId } from './finding-ids.js';

/**
 * How much a finding matters. `ok`: looked at, and well. `info`: worth knowing. `warning`: works, and may not tomorrow.
 * `error`: does not work, or loses data.
 */
export type Severity = 'ok' | 'info' | 'warning' | 'error';

/** One thing that was looked at. */
export interface DoctorFinding {
  /** What was looked at. Ids are stable: match on them, never on texts. */
  readonly id: FindingId;
  readonly severity: Severity;
  /** Aliases of the pools that it concerns; empty: the configuration as a whole. */
  readonly pools: readonly string[];
  /** `host:port` of the server, or the path of its socket; null: not one server. */
  readonly server: string | null;
  /** What was found. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  /** What to do: a command, a line of redis.conf, or an option. Null if there is nothing to do, or nobody knows. */
  readonly fix: string | null;
}

/** A server that answered. */
export interface DoctorServer {
  /** `host:port`, or the path of its socket. */
  readonly address: string;
  /** What the topology says it is. */
  readonly role: 'primary' | 'replica' | 'sentinel';
  /** `redis`, `valkey` or what else it calls itself; null if it does not say. */
  readonly product: string | null;
  /** E.g. `7.0.15`; null if it does not say. */
  readonly version: string | null;
}

/** Pools that are reached in the same way, as the same user. */
export interface DoctorDeployment {
  /** Aliases. */
  readonly pools: readonly string[];
  /** As the configuration says. */
  readonly topology: 'standalone' | 'sentinel' | 'cluster';
  /** Where the pools connect to, as the configuration says. */
  readonly address: string;
  /** The source of the configuration that says so, e.g. `environment: REDIS_URL`. */
  readonly origin: string;
  /** Those that have answered. */
  readonly servers: readonly DoctorServer[];
}

/** What {@link diagnose} found. Plain data: `JSON.stringify` gives the output of `tenantry doctor --json`. */
export interface DoctorReport {
  /** Grows when a field changes its meaning or goes; new fields and ids do not change it. */
  readonly schemaVersion: 1;
  /** When it was made, ISO 8601. */
  readonly at: string;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** The worst severity, `ok` for `info`. */
  readonly status: 'ok' | 'warning' | 'error';
  /** How many findings of each severity there are. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** What was looked at; none if the configuration is not valid. */
  readonly deployments: readonly DoctorDeployment[];
  /** In the order in which they were found, `ok` included. */
  readonly findings: readonly DoctorFinding[];
}
