import { formatRatio, formatSpread } from './format.js';
import type { BenchRow } from './row.js';

type Align = 'left' | 'right';

interface Column {
  readonly title: string;
  readonly align: Align;
  readonly cell: (row: BenchRow) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'what', align: 'left', cell: ({ name }) => name },
  { title: 'ours', align: 'right', cell: ({ ours }) => formatSpread(ours) },
  { title: 'rival', align: 'right', cell: ({ rival }) => formatSpread(rival) },
  { title: 'unit', align: 'left', cell: ({ unit }) => unit },
  { title: 'the rival', align: 'left', cell: ({ rivalName }) => rivalName },
  { title: 'rounds', align: 'right', cell: roundsOf },
  { title: 'ratio', align: 'right', cell: ({ ratio }) => formatRatio(ratio) },
  { title: 'target', align: 'right', cell: ({ target }) => (target === null ? '' : formatRatio(target)) },
  { title: 'ok', align: 'left', cell: ({ ok }) => (ok === null ? '' : ok ? 'yes' : 'NO') },
];

/** A table in Markdown that people can read as it is: medians with ranges; the ratio is above 1 where ours is better. */
export function tableOf(rows: readonly BenchRow[]): string {
  const lines = [
    COLUMNS.map(({ title }) => title),
    ...rows.map((row) => COLUMNS.map(({ cell }) => cell(row).replaceAll('|', '\\|'))),
  ];
  const widths = COLUMNS.map((_column, index) =>
    Math.max(...lines.map((cells) => cells[index]?.length ?? 0)),
  );
  const rule = COLUMNS.map(({ align }, index) =>
    align === 'right' ? `${'-'.repeat((widths[index] ?? 0) - 1)}:` : '-'.repeat(widths[index] ?? 0),
  );
  const [head = [], ...body] = lines.map((cells) =>
    cells.map((cell, index) => padded(cell, widths[index] ?? 0, COLUMNS[index]?.align)),
  );
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function padded(text: string, width: number, align: Align | undefined): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** Of ours; and of the rival where that is another number. */
function roundsOf({ rounds, rivalRounds }: BenchRow): string {
  return rivalRounds === null || rivalRounds === rounds ? String(rounds) : `${rounds}, rival ${rivalRounds}`;
}
