import { describeNumber } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { EXPECTED_TTL_SECONDS, isTtlSeconds } from '../common/ttl-limits.js';
import type { DefaultTtl } from '../config/ttl-options.js';
import type { TtlArguments } from '../scripts/ttl-arguments.js';
import type { WriteOptions } from './repository-options.js';

const NEVER = -1;

/**
 * What `ttlSeconds` of a call says to a script.
 * @throws InvalidArgumentError
 */
export function ttlArguments(ttlSeconds: WriteOptions['ttlSeconds'], defaultTtl: DefaultTtl): TtlArguments {
  if (ttlSeconds === undefined) return ['renew', milliseconds(defaultTtl)];
  if (ttlSeconds === 'keep') return ['keep', milliseconds(defaultTtl)];
  if (ttlSeconds === 'none') return ['exact', NEVER];
  if (isTtlSeconds(ttlSeconds)) return ['exact', milliseconds(ttlSeconds)];
  throw new InvalidArgumentError(
    'ttlSeconds',
    `${EXPECTED_TTL_SECONDS}, 'keep' or 'none'`,
    describeNumber(ttlSeconds),
  );
}

/** Seconds as milliseconds, at least one; -1 for `'none'`. */
function milliseconds(ttl: DefaultTtl): number {
  return ttl === 'none' ? NEVER : Math.max(1, Math.round(ttl * 1_000));
}
