import { translateError } from '../../connections/translate-reply.js';
import type { RedisCall } from '../../connections/reply.errors.js';

const WRONG_KEY = /^WRONGTYPE KEYS (\d+) /;

/**
 * The typed error for what a script of queues was rejected with. Such scripts say which of their keys has the wrong
 * type.
 * @param keys of the script, in their order; the first is the one a message names otherwise
 */
export function translateQueueError(
  error: unknown,
  call: Omit<RedisCall, 'key'>,
  keys: readonly [string, ...string[]],
): unknown {
  const position = error instanceof Error ? WRONG_KEY.exec(error.message)?.[1] : undefined;
  return translateError(error, { ...call, key: keys[Number(position ?? 1) - 1] ?? keys[0] });
}
