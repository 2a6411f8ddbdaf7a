/** Where a circuit breaker stands. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** When a circuit breaker opens. */
export interface BreakerLimits {
  /** Failures without a success in between. @default 5 */
  readonly failuresInARow: number;
  /** Share of calls that failed within the window, from 0 to 1. @default 0.5 */
  readonly failureShare: number;
  /** Calls within the window below which their share says nothing. @default 20 */
  readonly leastCalls: number;
  /** Length of the window in milliseconds. @default 10_000 */
  readonly windowMs: number;
}

const DEFAULT_LIMITS: BreakerLimits = {
  failuresInARow: 5,
  failureShare: 0.5,
  leastCalls: 20,
  windowMs: 10_000,
};

/** Parts the window is counted in: what is older leaves it one part at a time. */
const BUCKETS = 10;

/**
 * Decides from successes and failures whether calls make sense.
 *
 * `closed`: they do. `open`, after too many failures: they do not, and only a probe may ask. `half-open`: a probe was
 * answered, calls are let through again; the first success closes it, the first failure opens it.
 *
 * Pure: no timer, no clock. Every method is told the time, in milliseconds of any clock that never goes back.
 */
export class CircuitBreaker {
  readonly #limits: BreakerLimits;
  readonly #bucketMs: number;
  readonly #calls = new Float64Array(BUCKETS);
  readonly #failures = new Float64Array(BUCKETS);
  #state: BreakerState = 'closed';
  #bucket = 0;
  #bucketEndsAt = Number.NEGATIVE_INFINITY;
  #inARow = 0;
  #halfOpenSince = 0;
  #trips = 0;

  /** @param onChange told of every change, after it */
  constructor(
    limits: Partial<BreakerLimits> = {},
    private readonly onChange: (to: BreakerState, from: BreakerState) => void = () => undefined,
  ) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#bucketMs = this.#limits.windowMs / BUCKETS;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** How often it opened while it was closed. */
  get trips(): number {
    return this.#trips;
  }

  /** A call succeeded. While open that says nothing: it was sent before. */
  succeeded(nowMs: number): void {
    if (this.#state === 'open') return;
    if (this.#state === 'half-open') this.#close();
    this.#inARow = 0;
    if (nowMs >= this.#bucketEndsAt) this.#advance(nowMs);
    this.#calls[this.#bucket]! += 1;
  }

  /**
   * A call failed.
   * @param startedAtMs when it began: one from before the probe says nothing about the time after it
   * @param continuesBurst true: one of several that failed at the same moment for the same reason, which count as one
   * in a row, and each in the share
   */
  failed(nowMs: number, startedAtMs = nowMs, continuesBurst = false): void {
    if (this.#state === 'open') return;
    if (this.#state === 'half-open') {
      if (startedAtMs >= this.#halfOpenSince) this.#open();
      return;
    }
    if (nowMs >= this.#bucketEndsAt) this.#advance(nowMs);
    this.#calls[this.#bucket]! += 1;
    this.#failures[this.#bucket]! += 1;
    if (!continuesBurst) this.#inARow += 1;
    if (this.#inARow >= this.#limits.failuresInARow || this.#isShareReached()) this.trip();
  }

  /** Opens it, whatever was counted. */
  trip(): void {
    if (this.#state === 'open') return;
    if (this.#state === 'closed') this.#trips += 1;
    this.#open();
  }

  /** A probe was answered. */
  probeSucceeded(nowMs: number): void {
    if (this.#state === 'half-open') this.#close();
    if (this.#state !== 'open') return;
    this.#halfOpenSince = nowMs;
    this.#change('half-open');
  }

  /** A probe was not answered. */
  probeFailed(): void {
    if (this.#state === 'half-open') this.#open();
  }

  #isShareReached(): boolean {
    const calls = sum(this.#calls);
    return calls >= this.#limits.leastCalls && sum(this.#failures) >= calls * this.#limits.failureShare;
  }

  #open(): void {
    this.#change('open');
  }

  #close(): void {
    this.#calls.fill(0);
    this.#failures.fill(0);
    this.#inARow = 0;
    this.#change('closed');
  }

  #change(to: BreakerState): void {
    const from = this.#state;
    this.#state = to;
    this.onChange(to, from);
  }

  /** Goes on to the bucket of this moment, and empties those that nothing was counted in meanwhile. */
  #advance(nowMs: number): void {
    const end = (Math.floor(nowMs / this.#bucketMs) + 1) * this.#bucketMs;
    const steps = Math.min(BUCKETS, (end - this.#bucketEndsAt) / this.#bucketMs);
    for (let step = 0; step < steps; step += 1) {
      this.#bucket = (this.#bucket + 1) % BUCKETS;
      this.#calls[this.#bucket] = 0;
      this.#failures[this.#bucket] = 0;
    }
    this.#bucketEndsAt = end;
  }
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
