import { median } from './rounds.js';

/** What the rounds of one contender came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One comparison of a benchmark. Numbers are as measured, not rounded. */
export interface BenchRow {
  readonly name: string;
  readonly ours: Spread;
  readonly rival: Spread;
  readonly rivalName: string;
  readonly unit: string;
  /** How ours compares; above 1 is better than the rival, whichever way the unit points. */
  readonly ratio: number;
  /** What the ratio was made of: the median of the ratios of paired rounds, or the ratio of the two medians. */
  readonly ratioOf: 'paired rounds' | 'medians';
  /** How often ours was measured. */
  readonly rounds: number;
  /** How often the rival was measured; null where it is a limit. */
  readonly rivalRounds: number | null;
  /** Least ratio aimed at; null for rows kept for the record. */
  readonly target: number | null;
  /** Whether the target is met; null without a target. */
  readonly ok: boolean | null;
}

export interface Comparison {
  readonly name: string;
  /** A figure for each round. */
  readonly ours: readonly number[];
  /**
   * A figure for each round, or a limit. As many figures as ours are those of the same rounds, in the same order, as
   * `alternate` returns them.
   */
  readonly rival: readonly number[] | number;
  readonly rivalName: string;
  readonly unit: string;
  /** Whether a larger figure is better. */
  readonly better: 'higher' | 'lower';
  readonly target?: number;
}

/**
 * Compares. Foreign load on the machine meets both contenders of a round alike: where rounds are paired, the ratio is
 * the median of their ratios. Where they are not, or where a figure is too small for the clock that measured it (0), it
 * is the ratio of the medians.
 */
export function toRow(comparison: Comparison): BenchRow {
  const { name, rivalName, unit, better, target = null } = comparison;
  const { ours } = comparison;
  const isLimit = typeof comparison.rival === 'number';
  const rival = typeof comparison.rival === 'number' ? [comparison.rival] : comparison.rival;
  if (ours.length === 0 || rival.length === 0) throw new RangeError(`"${name}" was not measured`);

  const ratioOfPair = (left: number, right: number): number =>
    better === 'higher' ? left / right : right / left;
  const isPaired =
    !isLimit && ours.length === rival.length && [...ours, ...rival].every((figure) => figure > 0);
  const ratio = isPaired
    ? median(ours.map((figure, round) => ratioOfPair(figure, rival[round] ?? Number.NaN)))
    : ratioOfPair(median(ours), median(rival));
  return {
    name,
    ours: spreadOf(ours),
    rival: spreadOf(rival),
    rivalName,
    unit,
    ratio,
    ratioOf: isPaired ? 'paired rounds' : 'medians',
    rounds: ours.length,
    rivalRounds: isLimit ? null : rival.length,
    target,
    ok: target === null ? null : ratio >= target,
  };
}

/** A row whose figure is to stay below a limit. */
export function limitRow(name: string, ours: readonly number[], limit: number, unit: string): BenchRow {
  return toRow({ name, ours, rival: limit, rivalName: 'the limit', unit, better: 'lower', target: 1 });
}

function spreadOf(figures: readonly number[]): Spread {
  return { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) };
}
