import type { ScheduleState } from './schedule-state.js';
import { TriggerClockError } from './trigger-clock.error.js';

/** Another call moves the clock. */
export function busyError(): TriggerClockError {
  return new TriggerClockError(
    'BUSY',
    'The clock is being moved already: await the first call, and do not move it inside a handler.',
  );
}

/** Nobody would run what becomes due. */
export function noWorkerError(): TriggerClockError {
  return new TriggerClockError(
    'NO_WORKER',
    'No expiry worker runs in this application. Call init() of the testing module or application first, and ' +
      'leave the option expiry.worker on.',
  );
}

/** More handlers were called than may be. */
export function endlessError(maxRuns: number): TriggerClockError {
  return new TriggerClockError(
    'ENDLESS',
    `More than ${maxRuns} handlers were called: do triggers arm themselves for the time they run at? ` +
      'Otherwise advance in smaller steps, or raise maxRuns.',
  );
}

/** Handlers have not come to an end. @param state in which they are */
export function timeoutError(timeoutMs: number, { running, overdue }: ScheduleState): TriggerClockError {
  const waiting = overdue.map(({ pool, action, count }) => `${count} of "${action}" in pool "${pool}"`);
  return new TriggerClockError(
    'TIMEOUT',
    `Triggers did not come to rest within ${timeoutMs} ms: ${running} running, due and not begun: ` +
      `${waiting.join(', ') || 'none'}. A handler may hang: it gets as long as the timeoutMs of @OnExpire, in real time. ` +
      'Or another application with the same namespace has leased them.',
  );
}
