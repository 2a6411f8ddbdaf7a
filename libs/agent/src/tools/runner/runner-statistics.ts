import type { LaneName } from './lane-names.js';

/** What a lane does, and what it has done since the start. */
export interface LaneStatistics {
  /** How many may run at a time. */
  readonly concurrency: number;
  /** Functions that run now, without those that are overdue. */
  readonly running: number;
  /** Functions that wait for a slot. */
  readonly waiting: number;
  /** Functions that were given up (timeout, cancellation) and still run: they do not heed their signal. */
  readonly overdue: number;
  /** Ended without an error. */
  readonly completed: number;
  /** Ended with an error of their own. */
  readonly failed: number;
  /** Given up because their time was over. */
  readonly timedOut: number;
  /** Given up by the caller, or because the application stops. */
  readonly cancelled: number;
  /** Not accepted: as many waited as may. */
  readonly refused: number;
}

/** What a runner does. */
export interface RunnerStatistics {
  /** By lane. */
  readonly lanes: Readonly<Record<LaneName, LaneStatistics>>;
  /** How many functions may run at a time, in all lanes but `worker` together. */
  readonly maxConcurrent: number;
}
