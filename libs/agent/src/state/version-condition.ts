import { describeType, InvalidArgumentError } from '@tenantry/redis';
import type { ExpectedVersion } from '../scripts/thread-keys.js';
import type { VersionCondition } from './agent-state.options.js';

/** What a condition says to a script. @throws InvalidArgumentError */
export function expectedVersion({ ifVersion, ifCreatedAt }: VersionCondition = {}): ExpectedVersion {
  if (ifVersion === undefined) {
    if (ifCreatedAt === undefined) return { version: '', createdAt: '' };
    throw new InvalidArgumentError('ifCreatedAt', 'ifVersion beside it', 'none');
  }
  if (!Number.isSafeInteger(ifVersion) || ifVersion < 1) {
    const given = typeof ifVersion === 'number' ? String(ifVersion) : describeType(ifVersion);
    throw new InvalidArgumentError('ifVersion', 'the version of a state that was read', given);
  }
  return {
    version: String(ifVersion),
    createdAt: ifCreatedAt === undefined ? '' : milliseconds(ifCreatedAt),
  };
}

function milliseconds(date: Date): string {
  if (date instanceof Date && !Number.isNaN(date.getTime())) return String(date.getTime());
  throw new InvalidArgumentError('ifCreatedAt', 'createdAt of a state that was read', describeType(date));
}
