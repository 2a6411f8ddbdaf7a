import type { RedisClient } from '../../connections/pool-clients.js';
import { isReplyError } from '../../connections/driver-errors.js';

/** The hash under each key; null where there is none, or a key of another type. */
export function readHashes(
  client: RedisClient,
  keys: readonly string[],
): Promise<ReadonlyArray<Record<string, string> | null>> {
  // Issued in one tick, so that they leave in one pipeline.
  return Promise.all(
    keys.map(async (key) => {
      try {
        const hash = await client.hgetall(key);
        return Object.keys(hash).length === 0 ? null : hash;
      } catch (error) {
        if (isWrongType(error)) return null;
        throw error;
      }
    }),
  );
}

/** One field of each hash; null where there is none. */
export function readFields(
  client: RedisClient,
  keys: readonly string[],
  field: string,
): Promise<ReadonlyArray<string | null>> {
  return Promise.all(
    keys.map(async (key) => {
      try {
        return await client.hget(key, field);
      } catch (error) {
        if (isWrongType(error)) return null;
        throw error;
      }
    }),
  );
}

function isWrongType(error: unknown): boolean {
  return error instanceof Error && isReplyError(error) && error.message.startsWith('WRONGTYPE');
}
