interface Delayed {
  readonly dueAt: number;
  readonly run: () => void;
}

/** Runs actions after a delay, always in the order they came, also when the delay gets shorter. */
export class DelayLine {
  readonly #queue: Delayed[] = [];
  #timer: NodeJS.Timeout | undefined;

  push(delayMs: number, run: () => void): void {
    if (delayMs === 0 && this.#queue.length === 0) {
      run();
      return;
    }
    this.#queue.push({ dueAt: performance.now() + delayMs, run });
    this.#schedule();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue.length = 0;
  }

  #schedule(): void {
    const next = this.#queue[0];
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#runDue(), Math.max(0, next.dueAt - performance.now()));
  }

  #runDue(): void {
    this.#timer = undefined;
    for (
      let next = this.#queue[0];
      next !== undefined && next.dueAt <= performance.now();
      next = this.#queue[0]
    ) {
      this.#queue.shift();
      next.run();
    }
    this.#schedule();
  }
}
