/** The value that this share of the values does not exceed; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Microseconds that each call took, one after the other. */
export async function latenciesOf<Subject>(
  subjects: readonly Subject[],
  call: (subject: Subject) => Promise<unknown>,
): Promise<number[]> {
  const latencies: number[] = [];
  for (const subject of subjects) {
    const start = process.hrtime.bigint();
    await call(subject);
    latencies.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return latencies;
}

/** `count` different whole numbers below `limit`, at random. */
export function randomNumbers(count: number, limit: number): number[] {
  if (count > limit) throw new RangeError(`there are no ${count} different numbers below ${limit}`);
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(Math.floor(Math.random() * limit));
  return [...numbers];
}
