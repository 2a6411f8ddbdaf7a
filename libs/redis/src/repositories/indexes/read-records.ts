import type { RedisClient } from '../../connections/pool-clients.js';
import { isReplyError } from '../../connections/driver-errors.js';

/** Runs a read on a server that has the key. */
export type ReadAt = <T>(key: string, read: (client: RedisClient) => Promise<T>) => Promise<T>;

/** The hash under each key; null where there is none, or a key of another type. */
export function readHashes(
  readAt: ReadAt,
  keys: readonly string[],
): Promise<ReadonlyArray<Record<string, string> | null>> {
  // Issued in one turn of the event loop, so that they are written together.
  return Promise.all(
    keys.map(async (key) => {
      const hash = await readAt(key, (client) => client.hgetall(key)).catch(nullIfWrongType);
      return hash === null || Object.keys(hash).length === 0 ? null : hash;
    }),
  );
}

/** One field of each hash; null where there is none. */
export function readFields(
  client: RedisClient,
  keys: readonly string[],
  field: string,
): Promise<ReadonlyArray<string | null>> {
  return Promise.all(keys.map(async (key) => client.hget(key, field).catch(nullIfWrongType)));
}

/** For a read of what may be no record: another program may have put something else in its place. */
export function nullIfWrongType(error: unknown): null {
  if (isWrongType(error)) return null;
  throw error;
}

/** Whether a key turned out to hold another type than the command is for. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && isReplyError(error) && error.message.startsWith('WRONGTYPE');
}
