import type { TimeShift } from '../scripts/trigger-partition-keys.js';

/**
 * The clock that the triggers of this process go by: the server's, unless a testing kit has moved or stopped it. Nothing
 * else may: processes that share triggers would no longer agree on what is due.
 */
export class ScheduleClock {
  readonly #followers = new Set<() => void>();
  #shift: TimeShift = 0;

  /** 0 unless the clock was moved. */
  get shift(): TimeShift {
    return this.#shift;
  }

  /** Whether a worker follows, so that what becomes due by a move is run at once. */
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /**
   * Moves the clock, or stops it.
   * @param shift whole milliseconds ahead of the server's clock; or `=` and the time, in whole milliseconds since 1970,
   * at which it stands still
   */
  move(shift: TimeShift): void {
    this.#shift = shift;
    for (const follower of this.#followers) follower();
  }

  /**
   * Calls back after every move.
   * @returns ends it
   */
  onMove(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}
