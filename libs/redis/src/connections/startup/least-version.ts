import { parseFields } from '../checks/server-info.js';

/** Oldest version of Redis that has all commands of the library but those of sharded channels. */
export const LEAST_VERSION = '6.2';

const [LEAST_MAJOR = 0, LEAST_MINOR = 0] = LEAST_VERSION.split('.').map(Number);

/** Whether a version such as `6.0.16` is older than {@link LEAST_VERSION}. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < LEAST_MAJOR || (major === LEAST_MAJOR && minor < LEAST_MINOR);
}

/**
 * The version in a reply of INFO if it is too old; undefined if it is not, or not said. Other products say which version
 * of Redis they are compatible with.
 */
export function tooOldVersionIn(info: unknown): string | undefined {
  const version = parseFields(String(info)).get('redis_version');
  return version !== undefined && isTooOld(version) ? version : undefined;
}
