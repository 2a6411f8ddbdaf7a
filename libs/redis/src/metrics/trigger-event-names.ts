import type { ExpiryEventName } from '../expiry/expiry-events.js';

/** Events that are about one trigger each; `scheduled` is about several, and says how many. */
export const SINGLE_TRIGGER_EVENTS = [
  'fired',
  'succeeded',
  'retried',
  'dead',
  'released',
  'stale',
] as const satisfies readonly Exclude<ExpiryEventName, 'scheduled'>[];

/** Events that a handler has ended with; they say how long it ran. */
export const HANDLER_OUTCOMES = [
  'succeeded',
  'retried',
  'dead',
] as const satisfies readonly ExpiryEventName[];
