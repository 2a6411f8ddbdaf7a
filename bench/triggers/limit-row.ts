import { toRow, type BenchRow } from '../harness/row.js';

/** A row whose figure is to stay below a limit. */
export function limitRow(name: string, ours: number, limit: number, unit: string): BenchRow {
  return toRow({ name, ours, rival: limit, rivalName: 'the limit', unit, better: 'lower', target: 1 });
}
