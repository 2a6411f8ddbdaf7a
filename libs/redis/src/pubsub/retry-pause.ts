/** A pause before the next attempt, cut short by whoever has news. */
export class RetryPause {
  readonly #waiting = new Set<() => void>();

  /** Ends every {@link RetryPause.wait} that is running. */
  end(): void {
    for (const resume of [...this.#waiting]) resume();
  }

  /** Resolves at the next {@link RetryPause.end}, at the latest after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, timeoutMs);
      this.#waiting.add(resume);
    });
  }
}
