import type { LatencySnapshot } from './pool-snapshots.js';

/** Buckets of equal width between a power of two and the next: a figure is right to half a bucket, about 3 %. */
const BUCKETS_PER_OCTAVE = 16;
const BUCKET_BITS = 4;

/** Microseconds that fit: 35 minutes. */
const LONGEST_MICROS = 2 ** 31 - 1;
const SIZE = (31 - BUCKET_BITS + 1) * BUCKETS_PER_OCTAVE;

/** How long things took, in memory of a fixed size (3.5 kB), to about 3 %. */
export class LatencyHistogram {
  readonly #counts = new Float64Array(SIZE);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  record(durationMs: number): void {
    this.#count += 1;
    this.#sumMs += durationMs;
    if (durationMs > this.#maxMs) this.#maxMs = durationMs;
    const micros = durationMs * 1_000;
    this.#counts[bucketOf(micros < LONGEST_MICROS ? micros | 0 : LONGEST_MICROS)]! += 1;
  }

  snapshot(): LatencySnapshot {
    return {
      count: this.#count,
      meanMs: this.#count === 0 ? 0 : this.#sumMs / this.#count,
      p50Ms: this.#percentile(0.5),
      p95Ms: this.#percentile(0.95),
      p99Ms: this.#percentile(0.99),
      maxMs: this.#maxMs,
    };
  }

  /** The duration that this share of all durations did not exceed; 0 if there is none. */
  #percentile(share: number): number {
    const rank = Math.ceil(this.#count * share);
    if (rank === 0) return 0;
    let seen = 0;
    const bucket = this.#counts.findIndex((count) => (seen += count) >= rank);
    return Math.min(middleOf(bucket) / 1_000, this.#maxMs);
  }
}

/** Below 16 microseconds each has its own bucket; from there on 16 for each doubling. */
function bucketOf(micros: number): number {
  const shift = Math.max(0, 31 - Math.clz32(micros) - BUCKET_BITS);
  return (shift << BUCKET_BITS) + (micros >>> shift);
}

/** Microseconds in the middle of a bucket. */
function middleOf(bucket: number): number {
  const shift = Math.max(0, (bucket >> BUCKET_BITS) - 1);
  return (bucket - (shift << BUCKET_BITS) + 0.5) * 2 ** shift;
}
