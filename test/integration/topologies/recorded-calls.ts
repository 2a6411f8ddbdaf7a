import { TenantryError } from '../../../libs/redis/src/common/tenantry.error.js';
import { ReplicationTimeoutError } from '../../../libs/redis/src/connections/durability/durability.errors.js';
import { mayHaveRun } from '../connections/chaos/written-values.js';
import { TenantNotMarkedError } from '../../../libs/redis/src/repositories/batch/batch.errors.js';

/** Errors of writes that ran, but not to the end. */
const HAVE_RUN = [ReplicationTimeoutError, TenantNotMarkedError];

export type CallKind = 'record' | 'item' | 'trigger';

/** What the caller of a write was told. */
export type Answer =
  /** It is done. */
  | 'acknowledged'
  /** It was not carried out: to be tried again. */
  | 'refused'
  /** Nobody knows. */
  | 'unknown'
  /** None of these: an error that has no place in a failover. */
  | 'unexpected';

/** One write. */
export interface RecordedCall {
  readonly kind: CallKind;
  readonly tenant: string;
  readonly id: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly answer: Answer;
  /** Class of the error, `undefined` without one. */
  readonly error: string | undefined;
}

/** What an error says about its write. */
export function answerOf(error: unknown): Answer {
  if (!(error instanceof TenantryError)) return 'unexpected';
  if (HAVE_RUN.some((each) => error instanceof each) || mayHaveRun(error)) {
    return error.retryable ? 'unexpected' : 'unknown';
  }
  return error.retryable ? 'refused' : 'unexpected';
}

/** Class of an error, with the first word of the server's answer where it is one. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reply = error instanceof TenantryError ? error.details['reply'] : error.message;
  return typeof reply === 'string' ? `${error.name} ${reply}` : error.name;
}

/** How often each text occurs, as text. */
export function tally(texts: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${text} ${count}`).join(' + ') || 'none';
}
