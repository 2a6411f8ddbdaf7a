import { inspect, isDeepStrictEqual } from 'node:util';
import type { Palette } from './palette.js';

const LONGEST_VALUE = 300;

/** What a step tells: what it did, what it expects, and whether that holds. */
export class StepLog {
  readonly figures: string[] = [];
  #held = 0;
  #expected = 0;
  readonly #write: (line: string) => void;
  readonly #palette: Palette;

  constructor(write: (line: string) => void, palette: Palette) {
    this.#write = write;
    this.#palette = palette;
  }

  /** How many expectations there were so far. */
  get expected(): number {
    return this.#expected;
  }

  /** How many of them held. */
  get held(): number {
    return this.#held;
  }

  /** Something was done. */
  did(what: string): void {
    this.#write(this.#palette.quiet(`  → ${what}`));
  }

  /** Something was measured. @param summary how the summary shows it */
  measured(what: string, summary = what): void {
    this.#write(`  · ${what}`);
    this.figures.push(summary);
  }

  /** @param what as a sentence that is true where `actual` is deeply equal to `expected` */
  equals(what: string, actual: unknown, expected: unknown): void {
    this.#note(
      what,
      isDeepStrictEqual(actual, expected),
      () => `expected ${show(expected)}, got ${show(actual)}`,
    );
  }

  /**
   * @param what as a sentence that is true where `condition` is
   * @param found what was found, for the case that it is not
   */
  holds(what: string, condition: boolean, found: unknown): void {
    this.#note(what, condition, () => `got ${show(found)}`);
  }

  /** The step could not go on. */
  broke(error: unknown): void {
    this.#expected += 1;
    this.#write(this.#palette.bad(`  ✗ could not go on: ${explain(error)}`));
  }

  #note(what: string, isTrue: boolean, why: () => string): void {
    this.#expected += 1;
    if (isTrue) {
      this.#held += 1;
      this.#write(`  ${this.#palette.good('✓')} ${what}`);
    } else {
      this.#write(this.#palette.bad(`  ✗ ${what}: ${why()}`));
    }
  }
}

/** The message of an error, with those of its causes. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return show(error);
  return error.cause === undefined ? error.message : `${error.message} (${explain(error.cause)})`;
}

function show(value: unknown): string {
  const text = inspect(value, { depth: 6, breakLength: Infinity, compact: true });
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
