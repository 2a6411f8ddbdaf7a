import type { CallKind } from './callers.js';
import type { Failure, Load, Success } from './load.js';
import { countsOf } from './summary.js';

/** After so long a server that works again is used again, by all. */
export const RECOVERY_MS = 1_000;

/** When it began, and when the servers worked again. */
export interface FaultWindow {
  readonly faultAtMs: number;
  readonly readyAtMs: number;
}

/** What a load went through. */
export interface Measurements {
  readonly calls: number;
  /** Failed calls by kind of error. */
  readonly errors: Readonly<Record<string, number>>;
  /** Those that ended before the fault began. */
  readonly earlyErrors: Readonly<Record<string, number>>;
  /** Those that ended later than a second after the servers worked again. */
  readonly lateErrors: Readonly<Record<string, number>>;
  /** From the fault to the last error; 0 without one. */
  readonly lastErrorMs: number;
  /** From the moment the servers worked again to the first call that succeeded. */
  readonly firstSuccessMs: number;
  /** The same, until a call of every kind had. */
  readonly everyKindMs: number;
  /** How long each call took that was refused by an open circuit. */
  readonly refusedMs: readonly number[];
}

export function measure({ failures, successes }: Load, { faultAtMs, readyAtMs }: FaultWindow): Measurements {
  const firsts = firstSuccesses(successes, readyAtMs);
  const refused = failures.filter(({ wasOpen, error }) => wasOpen && error === 'CircuitOpenError');
  return {
    calls: failures.length + successes.length,
    errors: errorsOf(failures),
    earlyErrors: errorsOf(failures.filter(({ endedAtMs }) => endedAtMs < faultAtMs)),
    lateErrors: errorsOf(failures.filter(({ endedAtMs }) => endedAtMs > readyAtMs + RECOVERY_MS)),
    lastErrorMs: Math.max(0, (failures.at(-1)?.endedAtMs ?? faultAtMs) - faultAtMs),
    firstSuccessMs: Math.min(...firsts),
    everyKindMs: Math.max(...firsts),
    refusedMs: refused.map(({ startedAtMs, endedAtMs }) => endedAtMs - startedAtMs),
  };
}

function errorsOf(failures: readonly Failure[]): Record<string, number> {
  return countsOf(failures.map(({ error }) => error));
}

/** Milliseconds until a call of each kind had succeeded after this moment. */
function firstSuccesses(successes: readonly Success[], fromMs: number): number[] {
  const firsts = new Map<CallKind, number>();
  for (const { kind, endedAtMs } of successes) {
    if (endedAtMs >= fromMs && !firsts.has(kind)) firsts.set(kind, endedAtMs - fromMs);
  }
  return [...firsts.values()];
}
