const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d) ?)+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/** `'90m'`, `'1h 30m'`, `'250ms'`: numbers with the units `ms`, `s`, `m`, `h` and `d`. Or a number: milliseconds. */
export type Duration = string | number;

/**
 * Whole milliseconds of a duration, rounded up.
 * @throws RangeError for text of another form, and for a number that is negative or not finite
 */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : textMs(duration);
  if (Number.isFinite(ms) && ms >= 0) return Math.ceil(ms);
  throw new RangeError(
    `Expected a duration such as '2h', '1h 30m' or '250ms', or milliseconds from 0, got ${JSON.stringify(duration)}.`,
  );
}

function textMs(text: string): number {
  if (!DURATION.test(text)) return Number.NaN;
  return [...text.matchAll(PART)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? Number.NaN),
    0,
  );
}
