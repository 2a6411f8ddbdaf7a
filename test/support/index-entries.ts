import type { RedisClient } from '../../libs/redis/src/connections/pool-clients.js';

/** What stands in an index: text and suffix of every entry, in order. */
export async function entriesOf(
  client: RedisClient,
  index: string,
): Promise<[text: string, suffix: string][]> {
  const entries = await client.zrange(index, '0', '-1');
  return entries.map((entry) => {
    const at = entry.lastIndexOf('\0');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
}
