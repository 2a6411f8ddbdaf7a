import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { MAX_TTL_SECONDS } from '../common/ttl-limits.js';

/** Seconds of a call as the whole milliseconds Redis takes, at least one. @throws InvalidArgumentError */
export function expiryMilliseconds(seconds: number): number {
  if (typeof seconds === 'number' && seconds > 0 && seconds <= MAX_TTL_SECONDS) {
    return Math.max(1, Math.round(seconds * 1_000));
  }
  throw new InvalidArgumentError(
    'seconds',
    `more than 0 and at most ${MAX_TTL_SECONDS} seconds (ten years)`,
    typeof seconds === 'number' ? String(seconds) : describeType(seconds),
  );
}

/** What PTTL answers, in seconds: -2 no key (null), -1 no expiry (`'none'`). */
export function secondsLeft(reply: unknown): number | 'none' | null {
  const milliseconds = Number(reply);
  if (milliseconds === -2) return null;
  return milliseconds === -1 ? 'none' : milliseconds / 1_000;
}
