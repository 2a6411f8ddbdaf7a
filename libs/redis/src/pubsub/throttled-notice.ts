/** Tells of something at most once per interval, with how often it happened since it was last told. */
export class ThrottledNotice {
  readonly #intervalMs: number;
  readonly #tell: (count: number) => void;
  #count = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number, tell: (count: number) => void) {
    this.#intervalMs = intervalMs;
    this.#tell = tell;
  }

  happened(): void {
    this.#count += 1;
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < this.#intervalMs) return;
    this.#toldAtMs = nowMs;
    const count = this.#count;
    this.#count = 0;
    this.#tell(count);
  }
}
