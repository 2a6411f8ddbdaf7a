const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A delay in words: `in 1 hour`, `in 90 minutes`, `in 2.5 seconds`. */
export function delayText(seconds: number): string {
  for (const [unit, size] of UNITS) {
    if (seconds >= size && seconds % size === 0) return inUnits(seconds / size, unit);
  }
  return inUnits(seconds, 'second');
}

function inUnits(count: number, unit: string): string {
  return `in ${count} ${unit}${count === 1 ? '' : 's'}`;
}
