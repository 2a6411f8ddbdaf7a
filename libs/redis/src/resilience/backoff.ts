/** Bounds of a growing delay, in milliseconds. */
export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Milliseconds to wait before attempt `attempt` (1, 2, ...): random between `minMs` and a ceiling that doubles from
 * `2 * minMs` up to `maxMs`, so that clients which lost the same server do not return at the same moment.
 */
export function backoffDelay(attempt: number, { minMs, maxMs }: BackoffBounds, random = Math.random): number {
  const ceiling = Math.min(minMs * 2 ** attempt, maxMs);
  return Math.round(minMs + random() * (ceiling - minMs));
}
