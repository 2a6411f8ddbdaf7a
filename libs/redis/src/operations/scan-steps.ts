import { Command, type Redis } from 'ioredis';
import { PoolUnavailableError } from '../connections/connectivity.errors.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { RedisClient } from '../connections/pool-clients.js';
import type { RedisBulk } from './redis-value.js';
import { bulkList } from './replies.js';

/** What is looked for, and how. */
export interface ScanRequest {
  /** Glob of the keys. */
  readonly pattern: RedisBulk;
  readonly count: string;
  readonly as: 'text' | 'buffer';
}

/** Keys of the client's database, step by step; in a cluster, of one master after the other. */
export async function* scanSteps(client: RedisClient, request: ScanRequest): AsyncGenerator<RedisBulk[]> {
  for (const node of nodesOf(client)) {
    let cursor = '0';
    do {
      const [next, keys] = await scanStep(client, node, cursor, request);
      yield keys;
      cursor = next;
    } while (cursor !== '0');
  }
}

/** Masters of a cluster; a single server is what the client speaks to anyway. */
function nodesOf(client: RedisClient): (Redis | undefined)[] {
  if (!(client instanceof GuardedCluster)) return [undefined];
  const masters = client.nodes('master');
  if (masters.length > 0) return masters;
  // Without this an unreachable cluster would look like an empty one.
  throw new PoolUnavailableError(
    client.poolAlias,
    'scan',
    new Error('no node of the cluster can be reached'),
  );
}

async function scanStep(
  client: RedisClient,
  node: Redis | undefined,
  cursor: string,
  { pattern, count, as }: ScanRequest,
): Promise<[next: string, keys: RedisBulk[]]> {
  const scan = new Command('scan', [cursor, 'MATCH', pattern, 'COUNT', count], {
    replyEncoding: as === 'text' ? 'utf8' : null,
  });
  const reply: unknown =
    client instanceof GuardedCluster
      ? await client.sendCommand(scan, undefined, { redis: node })
      : await client.sendCommand(scan);
  const [next, keys] = Array.isArray(reply) ? reply : [];
  return [String(next), bulkList(keys)];
}
