import type { StepResult } from './demo-step.js';
import { milliseconds } from './durations.js';
import type { Palette } from './palette.js';

const MARKS = { verified: '✓', failed: '✗', 'not run': '-' } as const;

/** Whether everything was run and verified. */
export function isVerified(results: readonly StepResult[]): boolean {
  return results.length > 0 && results.every(({ outcome }) => outcome === 'verified');
}

/** The results as a table, and what they amount to. */
export function summaryLines(
  results: readonly StepResult[],
  totalMs: number,
  { title, good, bad }: Palette,
): string[] {
  const width = Math.max(...results.map((result) => result.title.length));
  const rows = results.map((result, at) => {
    const { outcome, held, expected, durationMs, figures } = result;
    const cells = [
      `${MARKS[outcome]} ${String(at + 1).padStart(2)}. ${result.title.padEnd(width)}`,
      (outcome === 'not run' ? outcome : `${held}/${expected}`).padStart(7),
      milliseconds(durationMs).padStart(9),
      figures.join('; '),
    ];
    return (outcome === 'verified' ? good : bad)(cells.join('  ').trimEnd());
  });
  const held = sum(results.map((result) => result.held));
  const expected = sum(results.map((result) => result.expected));
  const total = `${held} of ${expected} expectations held, in ${milliseconds(totalMs)}.`;
  const verdict = isVerified(results)
    ? good(`Every step was verified: ${total}`)
    : bad(`Not every step was verified: ${total}`);
  return ['', title('Summary'), ...rows, '', verdict];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
