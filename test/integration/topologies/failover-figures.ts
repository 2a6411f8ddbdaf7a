import { printFigures } from '../expiry/chaos/figures.js';
import { rounded } from '../connections/chaos/summary.js';
import type { FailoverCallers } from './failover-callers.js';
import { tally, type RecordedCall } from './recorded-calls.js';

/** What a failover did to one application. */
export interface FailoverOutcome {
  readonly calls: number;
  readonly acknowledged: number;
  /** From the death of the primary to the end of the last call that failed. */
  readonly recoveredAfterMs: number;
  /** Acknowledged records and items that are not there. */
  readonly lostWrites: number;
  /** Acknowledged triggers that never ran. */
  readonly lostTriggers: number;
  /** Triggers that were set and replicated long before, and never ran. */
  readonly lostEarlyTriggers: number;
  readonly repeatedTriggers: number;
  /** Writes that are there although their caller was told that they were not carried out. */
  readonly carriedOutAnyway: number;
  /** Errors that have no place in a failover. */
  readonly unexpected: readonly string[];
  /** Calls that never ended. */
  readonly endless: number;
}

export async function outcomeOf(
  callers: FailoverCallers,
  diedAtMs: number,
  early: readonly string[],
  endless: number,
): Promise<FailoverOutcome> {
  const { calls, runs } = callers;
  const stored = await callers.stored();
  const isThere = ({ kind, id }: RecordedCall): boolean =>
    kind === 'trigger' ? runs.has(id) : stored.has(id);
  const acknowledged = calls.filter(({ answer }) => answer === 'acknowledged');
  const lost = acknowledged.filter((call) => !isThere(call));
  const failed = calls.filter(({ error }) => error !== undefined);
  return {
    calls: calls.length,
    acknowledged: acknowledged.length,
    recoveredAfterMs: Math.max(0, ...failed.map(({ endedAtMs }) => endedAtMs - diedAtMs)),
    lostWrites: lost.filter(({ kind }) => kind !== 'trigger').length,
    lostTriggers: lost.filter(({ kind }) => kind === 'trigger').length,
    lostEarlyTriggers: early.filter((identifier) => !runs.has(identifier)).length,
    repeatedTriggers: [...runs.values()].filter((count) => count > 1).length,
    carriedOutAnyway: calls.filter((call) => call.answer === 'refused' && isThere(call)).length,
    unexpected: calls.flatMap(({ answer, error }) => (answer === 'unexpected' ? [String(error)] : [])),
    endless,
  };
}

/** Prints it: the figures depend on the machine. */
export function printOutcome(what: string, callers: FailoverCallers, outcome: FailoverOutcome): void {
  const { calls, runs } = callers;
  const failed = calls.filter(({ error }) => error !== undefined);
  printFigures(what, {
    calls: outcome.calls,
    acknowledged: outcome.acknowledged,
    errors: tally(failed.map(({ error }) => error)),
    'of which refused': failed.filter(({ answer }) => answer === 'refused').length,
    unknown: failed.filter(({ answer }) => answer === 'unknown').length,
    unexpected: tally(outcome.unexpected),
    'last error ms after the death': rounded(outcome.recoveredAfterMs),
    'longest call ms': rounded(Math.max(...calls.map((call) => call.endedAtMs - call.startedAtMs))),
    'acknowledged records and items lost': outcome.lostWrites,
    'acknowledged triggers lost': outcome.lostTriggers,
    'replicated triggers lost': outcome.lostEarlyTriggers,
    'refused and carried out': outcome.carriedOutAnyway,
    'triggers run': runs.size,
    'run twice': outcome.repeatedTriggers,
  });
}
