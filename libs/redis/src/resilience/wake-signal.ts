/** A pause that can be cut short. */
export class WakeSignal {
  readonly #sleepers = new Set<() => void>();

  /** Ends every {@link WakeSignal.wait} that is running. */
  notify(): void {
    for (const wake of this.#sleepers) wake();
  }

  /** Resolves at the next {@link WakeSignal.notify}, at the latest after `timeoutMs`. */
  async wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, timeoutMs);
      this.#sleepers.add(wake);
    });
  }
}
