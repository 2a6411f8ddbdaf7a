import { poolOf, replyKind, typedError } from './base.operations.js';
import { integerArgument, keyArgument } from './operation-arguments.js';
import type { BufferReadOptions, ReplyOptions, ScanOption, TextReadOptions } from './operation-options.js';
import { PubSubOperations } from './pubsub.operations.js';
import type { RedisBulk, RedisKey } from './redis-value.js';
import { scanSteps } from './scan-steps.js';

const DEFAULT_SCAN_COUNT = 500;

/** More in one step would keep the server from everything else for too long. */
const MAX_SCAN_COUNT = 10_000;

/** Looking through all keys of a database. */
export abstract class ScanOperations extends PubSubOperations {
  /**
   * Keys that match a glob, by SCAN: a bounded step at a time, so that the server stays free for others. In a cluster,
   * of every master one after the other. **It goes through the whole database of the pool, of all tenants**: for
   * maintenance, not for requests.
   * ```ts
   * for await (const key of operations.scanKeys('session:*')) await operations.delete(key);
   * ```
   * - The pattern is taken as it is: never put a caller's text in it, or put it through `escapeGlob` first.
   * - Keys that exist from the first step to the last are found; the others may be. A key may come more than once.
   * - Errors are thrown by the iteration: `InvalidArgumentError` and `UnknownPoolError` by its first step.
   */
  scanKeys(pattern: RedisKey, options?: TextReadOptions & ScanOption): AsyncIterable<string>;
  scanKeys(pattern: RedisKey, options: BufferReadOptions & ScanOption): AsyncIterable<Buffer>;
  async *scanKeys(pattern: RedisKey, options?: ReplyOptions & ScanOption): AsyncIterable<RedisBulk> {
    const request = {
      pattern: keyArgument(pattern, 'pattern'),
      count: integerArgument(options?.count ?? DEFAULT_SCAN_COUNT, 'count', 1, MAX_SCAN_COUNT),
      as: replyKind(options),
    };
    const pool = poolOf(options);
    try {
      for await (const keys of scanSteps(this.client(pool), request)) yield* keys;
    } catch (error) {
      throw typedError(error, pool, { name: 'scanKeys', key: pattern });
    }
  }
}
