/** One comparison of a benchmark. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  readonly rival: number;
  readonly rivalName: string;
  readonly unit: string;
  /** How ours compares; above 1 is better than the rival, whichever way the unit points. */
  readonly ratio: number;
  /** Least ratio aimed at; null for rows kept for the record. */
  readonly target: number | null;
  /** Whether the target is met; null without a target. */
  readonly ok: boolean | null;
}

export interface Comparison {
  readonly name: string;
  readonly ours: number;
  readonly rival: number;
  readonly rivalName: string;
  readonly unit: string;
  /** Whether a larger figure is better. */
  readonly better: 'higher' | 'lower';
  readonly target?: number;
}

export function toRow(comparison: Comparison): BenchRow {
  const { ours, rival, better, target = null } = comparison;
  const ratio = round(better === 'higher' ? ours / rival : rival / ours, 3);
  return {
    name: comparison.name,
    ours: round(ours, 2),
    rival: round(rival, 2),
    rivalName: comparison.rivalName,
    unit: comparison.unit,
    ratio,
    target,
    ok: target === null ? null : ratio >= target,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
