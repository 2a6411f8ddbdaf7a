/** Why a {@link TriggerClock} could not do what it was asked for. */
export type TriggerClockProblem =
  /** No worker runs in the application: it was not initialised, or `expiry.worker` is false. */
  | 'NO_WORKER'
  /** Another call moves the clock at this moment. */
  | 'BUSY'
  /** Handlers did not come to an end in time. */
  | 'TIMEOUT'
  /** Triggers arm each other without time going on. */
  | 'ENDLESS';

/** The clock of a test could not be moved. The message says why, and what to do about it. */
export class TriggerClockError extends Error {
  constructor(
    readonly code: TriggerClockProblem,
    message: string,
  ) {
    super(message);
    this.name = 'TriggerClockError';
  }
}
