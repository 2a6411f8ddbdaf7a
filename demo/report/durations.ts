/** A duration for people: `1,204 ms`. */
export function milliseconds(duration: number): string {
  return `${Math.round(duration).toLocaleString('en-US')} ms`;
}

/** The value below which that share of the values is; 0 of none. @param share from 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
