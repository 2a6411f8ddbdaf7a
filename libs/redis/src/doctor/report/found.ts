import type { DoctorFinding, Severity } from './doctor-report.js';
import { WHY_IT_MATTERS, type FindingId } from './finding-ids.js';

/** What a check says. Pools and server are those that it was given, unless it names others. */
export interface Found {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string | undefined;
  readonly pools?: readonly string[] | undefined;
  /** Null: not one server. */
  readonly server?: string | null | undefined;
}

/** Where something was found. */
export interface Place {
  readonly pools: readonly string[];
  /** @default null: not one server */
  readonly server?: string | null | undefined;
}

export function ok(id: FindingId, message: string): Found {
  return { id, severity: 'ok', message };
}

export function info(id: FindingId, message: string, fix?: string): Found {
  return { id, severity: 'info', message, fix };
}

export function warning(id: FindingId, message: string, fix?: string): Found {
  return { id, severity: 'warning', message, fix };
}

export function error(id: FindingId, message: string, fix?: string): Found {
  return { id, severity: 'error', message, fix };
}

/** The finding as it stands in the report. */
export function findingOf({ id, severity, message, fix, pools, server }: Found, place: Place): DoctorFinding {
  return {
    id,
    severity,
    pools: pools ?? place.pools,
    server: server === undefined ? (place.server ?? null) : server,
    message,
    why: WHY_IT_MATTERS[id],
    fix: fix ?? null,
  };
}
