/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Measures each contender once per round, in an order that alternates from round to round, so that drift and
 * foreign load on the machine meet all of them alike.
 */
export async function alternate<Name extends string, Result>(
  contenders: readonly Name[],
  rounds: number,
  measure: (contender: Name) => Promise<Result>,
): Promise<Record<Name, Result[]>> {
  const results = Object.fromEntries(contenders.map((name) => [name, [] as Result[]])) as Record<
    Name,
    Result[]
  >;
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const name of order) results[name].push(await measure(name));
  }
  return results;
}

/** One figure of each round, in the order of the rounds. */
export function figuresOf<Figure extends PropertyKey>(
  rounds: readonly Readonly<Record<Figure, number>>[],
  figure: Figure,
): number[] {
  return rounds.map((round) => round[figure]);
}
