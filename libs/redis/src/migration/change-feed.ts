import type { PoolAlias } from '../common/pool-alias.js';
import { isReplyError } from '../connections/driver-errors.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { RedisConnectionManager } from '../connections/redis-connection.manager.js';

/** More than this many changed keys are left to the next pass, which finds them anyway. */
const MOST_KEYS = 100_000;

/**
 * Keys of a database of the source that have changed, as its keyspace notifications tell. Only where they are switched
 * on already: the source is never changed. They may miss changes; passes do not.
 */
export class ChangeFeed {
  #changed = new Set<string>();

  /** Begins to listen. @returns undefined where the server tells of no changes */
  static async open(
    pools: RedisConnectionManager,
    alias: PoolAlias,
    db: number,
  ): Promise<ChangeFeed | undefined> {
    const client = pools.client(alias);
    if (client instanceof GuardedCluster) return undefined;
    try {
      const setting: unknown = await client.config('GET', 'notify-keyspace-events');
      const flags = Array.isArray(setting) ? String(setting[1] ?? '') : '';
      if (!flags.includes('E') || !flags.includes('A')) return undefined;
      const feed = new ChangeFeed();
      const channels = `__keyevent@${db}__:*`;
      const subscriber = pools.subscriber(alias);
      subscriber.on('pmessage', (pattern: string, _channel: string, key: string) => {
        if (pattern === channels) feed.#add(key);
      });
      await subscriber.psubscribe(channels);
      return feed;
    } catch (error) {
      // The user may not look at settings, or not subscribe: passes find every change.
      if (error instanceof Error && isReplyError(error)) return undefined;
      throw error;
    }
  }

  /** What has changed since the last call. */
  take(): readonly string[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  #add(key: string): void {
    if (this.#changed.size < MOST_KEYS) this.#changed.add(key);
  }
}
