import type { RedisClient } from '../connections/pool-clients.js';
import type { TriggerPartitionKeys } from '../scripts/trigger-partition-keys.js';

const PAGE = 500;

/** A partition for scripts that tell nobody of what they do. */
export function partitionOf(prefix: string): TriggerPartitionKeys {
  return { prefix, nudgeChannel: '', timeShift: 0 };
}

/** Members of a sorted set, some at a time. */
export async function* membersOf(client: RedisClient, key: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const [next, flat] = await client.zscan(key, cursor, 'COUNT', PAGE);
    yield flat.filter((_text, at) => at % 2 === 0);
    cursor = next;
  } while (cursor !== '0');
}
