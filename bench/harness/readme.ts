import { formatDuration } from './format.js';
import { describeMachine } from './machine.js';
import { missedTargets, sizesOf, type BenchReport } from './report.js';
import { tableOf } from './table.js';

/** Above it is what people wrote; below it everything is written anew. */
export const MARKER = '<!-- Below this line `npm run bench -- all --write` writes; what is above stays. -->';

const MACHINE = 'Machine';
const MISSING = 'Not measured';

/** What `bench/README.md` is made of. */
export interface ReadmeParts {
  /** Names of all benchmarks, in the order of their sections. */
  readonly names: readonly string[];
  /** Of this run. At least one. */
  readonly reports: readonly BenchReport[];
  /** Benchmarks of this run that ended without figures. */
  readonly failed: readonly string[];
}

/**
 * The text of `bench/README.md` after a run. What was not part of this run keeps its section if that is from the same
 * machine with the same versions; figures of two machines never stand side by side.
 */
export function readmeOf(existing: string, { names, reports, failed }: ReadmeParts): string {
  const [latest] = reports;
  if (latest === undefined) throw new RangeError('There are no figures to write.');
  const [intro = '', generated = ''] = existing.split(MARKER);
  const machine = `${describeMachine(latest.machine)}.`;
  const before = sectionsOf(generated);
  const kept = before.get(MACHINE) === machine ? before : new Map<string, string>();

  const sections: [title: string, text: string][] = [[MACHINE, machine]];
  const missing: string[] = [];
  for (const name of names) {
    const report = reports.find(({ bench }) => bench === name);
    const text = failed.includes(name)
      ? `Failed on ${latest.date}, without figures.`
      : report === undefined
        ? kept.get(name)
        : textOf(report);
    if (text === undefined) missing.push(name);
    else sections.push([name, text]);
  }
  if (missing.length > 0) sections.push([MISSING, `On this machine: ${missing.join(', ')}.`]);
  return [
    intro.trim() === '' ? '# Benchmarks' : intro.trim(),
    MARKER,
    ...sections.map(([title, text]) => `## ${title}\n\n${text}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function textOf(report: BenchReport): string {
  const { question, date, seconds, rows } = report;
  const sizes = sizesOf(report);
  return [
    question,
    `${sizes[0]?.toUpperCase()}${sizes.slice(1)}, ${date}, took ${formatDuration(seconds)}.`,
    tableOf(rows),
    targetsOf(report),
  ].join('\n\n');
}

function targetsOf({ rows }: BenchReport): string {
  if (rows.every(({ target }) => target === null)) return 'No targets.';
  const missed = missedTargets(rows);
  if (missed.length === 0) return 'No target is missed.';
  return ['Targets missed:', missed.map((line) => `- ${line}`).join('\n')].join('\n\n');
}

function sectionsOf(generated: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  for (const part of generated.split(/^## /m).slice(1)) {
    const lines = part.split('\n');
    sections.set(lines[0]?.trim() ?? '', lines.slice(1).join('\n').trim());
  }
  return sections;
}
