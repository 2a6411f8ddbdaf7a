/**
 * The clock of a server, in milliseconds since 1970, as far as its answers tell. Each answer says that its time lies
 * between the moments of question and answer; together they narrow it down to a fraction of a millisecond, and one slow
 * answer does no harm.
 */
export class ServerClock {
  /** Bounds of: server's clock minus `performance.now()`. */
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;
  #observedAt = 0;

  /**
   * @param serverMs whole milliseconds, as the server gave them
   * @param sentAt before the question, by `performance.now()`
   * @param receivedAt after the answer
   */
  observe(serverMs: number, sentAt: number, receivedAt: number): void {
    const drift = (receivedAt - this.#observedAt) * LARGEST_DRIFT;
    const low = serverMs - receivedAt;
    const high = serverMs + 1 - sentAt;
    this.#low = Math.max(this.#low - drift, low);
    this.#high = Math.min(this.#high + drift, high);
    this.#observedAt = receivedAt;
    // The server's clock was set, or it is another server.
    if (this.#low > this.#high) [this.#low, this.#high] = [low, high];
  }

  /** The server's time now; this machine's before the first answer. */
  now(): number {
    return performance.now() + this.#offset();
  }

  /** When the server's clock will show `serverMs`, by `performance.now()`. */
  localTimeOf(serverMs: number): number {
    return serverMs - this.#offset();
  }

  #offset(): number {
    return Number.isFinite(this.#low) ? (this.#low + this.#high) / 2 : Date.now() - performance.now();
  }
}

/** By which clocks may run apart, as a share: more than any quartz does. */
const LARGEST_DRIFT = 0.000_2;
