import type { Spread } from './row.js';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** About three digits that count: `794,000`, `12.3`, `8.00`. Whole numbers have no decimals. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return GROUPED.format(value);
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** `12.3 (11.9 to 13.1)`; without the range where there is none. */
export function formatSpread({ median, min, max }: Spread): string {
  const [middle, least, most] = [median, min, max].map(formatNumber);
  return least === most ? `${middle}` : `${middle} (${least} to ${most})`;
}

/** At most three decimals: `0.952`, `4`, `15.3`. */
export function formatRatio(ratio: number): string {
  return Math.abs(ratio) < 10 ? String(Number(ratio.toFixed(3))) : formatNumber(ratio);
}

/** `48 s`, `13 min 30 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
