import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { EXPECTED_TTL_SECONDS, isTtlSeconds } from '../common/ttl-limits.js';

/** Seconds of a call as the whole milliseconds Redis takes, at least one. @throws InvalidArgumentError */
export function expiryMilliseconds(seconds: number): number {
  if (isTtlSeconds(seconds)) return Math.max(1, Math.round(seconds * 1_000));
  throw new InvalidArgumentError('seconds', EXPECTED_TTL_SECONDS, describeNumber(seconds));
}

/** What PTTL answers, in seconds: -2 no key (null), -1 no expiry (`'none'`). */
export function secondsLeft(reply: unknown): number | 'none' | null {
  const milliseconds = Number(reply);
  if (milliseconds === -2) return null;
  return milliseconds === -1 ? 'none' : milliseconds / 1_000;
}
