import { AsyncLocalStorage } from 'node:async_hooks';
import PQueue from 'p-queue';

const running = new AsyncLocalStorage<LaneRun>();

/** The run that the calling code belongs to, if it has not ended. */
export function runningParent(): LaneRun | undefined {
  const run = running.getStore();
  return run?.hasEnded === false ? run : undefined;
}

/** One function on its way through a lane. */
export class LaneRun {
  readonly #controller = new AbortController();
  #lent: PQueue | undefined;
  #isQueued = true;
  #hasEnded = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The slot of this run, for nested runs that find no other: one of them at a time. */
  get lent(): PQueue {
    return (this.#lent ??= new PQueue({ concurrency: 1 }));
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** @returns true the first time */
  leaveQueue(): boolean {
    const wasQueued = this.#isQueued;
    this.#isQueued = false;
    return wasQueued;
  }

  async call<T>(work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    try {
      return await running.run(this, () => work(this.signal));
    } finally {
      this.#hasEnded = true;
    }
  }
}
