import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
import { LaneRun, runningParent } from './lane-run.js';
import { LaneFullError, RunTimeoutError } from './runner.errors.js';
import type { LaneName } from './lane-names.js';
import type { LaneStatistics } from './runner-statistics.js';

/** How large a lane is, and what it shares with others. */
export interface LaneLimits {
  readonly concurrency: number;
  readonly maxQueued: number;
  /** Slots that several lanes have together; a run takes one of them beside its lane's. */
  readonly shared?: PQueue;
  /** Whether a nested run may go in its parent's slot when all are taken. */
  readonly lendsSlots: boolean;
}

/** How one function is run. */
export interface LaneTask<T> {
  /** For messages. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly work: (signal: AbortSignal) => T | Promise<T>;
}

/** Runs functions, so many at a time; the others wait for their turn. */
export class Lane {
  readonly #queue: PQueue;
  readonly #accepted = new Map<LaneRun, Promise<unknown>>();
  readonly #started = new Set<LaneRun>();
  readonly #counts = { completed: 0, failed: 0, timedOut: 0, cancelled: 0, refused: 0 };
  #waiting = 0;

  constructor(
    readonly name: LaneName,
    private readonly limits: LaneLimits,
  ) {
    this.#queue = new PQueue({ concurrency: limits.concurrency });
  }

  /**
   * Runs a function in the context of the caller.
   * @throws LaneFullError | RunTimeoutError, the reason of the signal, and what the function throws
   */
  async run<T>(task: LaneTask<T>): Promise<T> {
    task.signal?.throwIfAborted();
    const parent = runningParent();
    if (this.#waiting >= this.limits.maxQueued && !this.#hasFreeSlot()) {
      this.#counts.refused++;
      throw new LaneFullError(this.name, this.limits.maxQueued);
    }
    const run = new LaneRun();
    // The queue calls back in the context of whoever freed the slot: another request, another tenant.
    const start = AsyncResource.bind(async () => this.#start(run, task));
    this.#waiting++;
    const outcome = this.#submit(run, start, parent);
    this.#accepted.set(run, outcome);
    const cancel = (): void => run.abort(task.signal?.reason);
    task.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const result = await outcome;
      this.#counts.completed++;
      return result;
    } catch (error) {
      this.#count(error, run);
      throw error;
    } finally {
      task.signal?.removeEventListener('abort', cancel);
      if (run.leaveQueue()) this.#waiting--;
      this.#accepted.delete(run);
    }
  }

  /** Gives up whatever waits or runs. */
  abortAll(reason: Error): void {
    for (const run of this.#accepted.keys()) run.abort(reason);
  }

  /** What waits or runs now; settles without an error. */
  unfinished(): Array<Promise<unknown>> {
    return [...this.#accepted.values()].map(async (outcome) => outcome.catch(() => undefined));
  }

  statistics(): LaneStatistics {
    const overdue = [...this.#started].filter(({ signal }) => signal.aborted).length;
    return {
      concurrency: this.limits.concurrency,
      running: this.#started.size - overdue,
      waiting: this.#waiting,
      overdue,
      ...this.#counts,
    };
  }

  async #submit<T>(run: LaneRun, start: () => Promise<T>, parent: LaneRun | undefined): Promise<T> {
    const { shared, lendsSlots } = this.limits;
    const { signal } = run;
    if (parent === undefined && shared !== undefined) {
      return this.#queue.add(async () => shared.add(start, { signal }), { signal });
    }
    // A nested run that waited for a slot while its parent holds one could wait for ever: all may be held by parents.
    const lent = parent !== undefined && lendsSlots && !this.#hasFreeSlot();
    return (lent ? parent.lent : this.#queue).add(start, { signal });
  }

  async #start<T>(run: LaneRun, { name, timeoutMs, work }: LaneTask<T>): Promise<T> {
    if (run.leaveQueue()) this.#waiting--;
    this.#started.add(run);
    const timer = setTimeout(() => run.abort(new RunTimeoutError(name, timeoutMs)), timeoutMs);
    try {
      return await run.call(work);
    } finally {
      clearTimeout(timer);
      this.#started.delete(run);
    }
  }

  #hasFreeSlot(): boolean {
    return this.#queue.size === 0 && this.#queue.pending < this.#queue.concurrency;
  }

  #count(error: unknown, { signal }: LaneRun): void {
    if (!signal.aborted || signal.reason !== error) this.#counts.failed++;
    else if (error instanceof RunTimeoutError) this.#counts.timedOut++;
    else this.#counts.cancelled++;
  }
}
