// Taken when it is loaded: fake timers may replace it later, and the server's clock is not faked.
const realNow = Date.now.bind(Date);

/** A time that runs beside the real one: as fast, shifted, or not at all. Whole milliseconds since 1970. */
export class VirtualTime {
  #aheadMs = 0;
  #frozenAt: number | undefined;

  now(): number {
    return this.#frozenAt ?? realNow() + this.#aheadMs;
  }

  /** How the library is told of it: milliseconds ahead of the machine's clock, or the time at which it stands still. */
  get shift(): number | `=${number}` {
    return this.#frozenAt === undefined ? this.#aheadMs : `=${this.#frozenAt}`;
  }

  /** Jumps, back if negative. */
  jump(ms: number): void {
    if (this.#frozenAt === undefined) this.#aheadMs += ms;
    else this.#frozenAt += ms;
  }

  freeze(): void {
    this.#frozenAt ??= this.now();
  }

  /** Goes on from where it stands. */
  resume(): void {
    if (this.#frozenAt === undefined) return;
    this.#aheadMs = this.#frozenAt - realNow();
    this.#frozenAt = undefined;
  }

  /** Is the real time again. */
  reset(): void {
    this.#frozenAt = undefined;
    this.#aheadMs = 0;
  }
}
