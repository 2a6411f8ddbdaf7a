import type { RedisClient } from '@tenantry/redis';

/** A key as it stands in Redis. */
export interface StoredKey {
  /** Alias of a pool on whose database it is. In a cluster, where all pools share one, it is the first pool. */
  readonly pool: string;
  readonly key: string;
  /** As TYPE says it: `'string'`, `'hash'`, `'list'`, `'set'`, `'zset'`, `'stream'`. */
  readonly type: string;
  /** Seconds left, rounded up; null: it never expires. */
  readonly ttlSeconds: number | null;
  /**
   * A text, a record of fields, a list; the sorted members of a set; `[member, score]` pairs; `[id, fields]` pairs of a
   * stream. Null for other types.
   */
  readonly value: unknown;
}

/** Reads a key; undefined if it is gone. */
export async function readKey(
  client: RedisClient,
  pool: string,
  key: string,
): Promise<StoredKey | undefined> {
  const [type, ttlMs] = await Promise.all([client.type(key), client.pttl(key)]);
  if (type === 'none' || ttlMs === -2) return undefined;
  const value = await valueOf(client, key, type);
  return { pool, key, type, ttlSeconds: ttlMs < 0 ? null : Math.ceil(ttlMs / 1_000), value };
}

async function valueOf(client: RedisClient, key: string, type: string): Promise<unknown> {
  switch (type) {
    case 'string':
      return client.get(key);
    case 'hash':
      return client.hgetall(key);
    case 'list':
      return client.lrange(key, 0, -1);
    case 'set':
      return client.sort(key, 'ALPHA');
    case 'zset':
      return pairs(await client.zrangebyscore(key, '-inf', '+inf', 'WITHSCORES'));
    case 'stream':
      return client.xrange(key, '-', '+');
    default:
      return null;
  }
}

/** `[member, score]` of a list in which they take turns. */
function pairs(values: readonly string[]): Array<readonly [string, number]> {
  return values.flatMap((member, index) =>
    index % 2 === 0 ? [[member, Number(values[index + 1])] as const] : [],
  );
}
