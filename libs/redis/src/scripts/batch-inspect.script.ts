import type { RedisClient } from '../connections/pool-clients.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

/** Where the queues of one service of one tenant are. */
export interface ServiceQueues {
  /** What the keys of all their lists begin with; the queue's name follows. */
  readonly listPrefix: string;
  /** What follows the list's key in the key of its leases. */
  readonly leasesSuffix: string;
  /** Sorted set of their names. */
  readonly registry: string;
}

/** What one look at a page of queues found. */
export interface QueuesPage {
  readonly hasItems: boolean;
  /** Name of the queue to go on behind, or '': there are no more. */
  readonly next: string;
}

const script = new RedisScript('batch-inspect', 2, LUA_SOURCES.batchInspect, (reply): QueuesPage => {
  const [hasItems, next] = reply as readonly [number, string];
  return { hasItems: hasItems === 1, next };
});

/** Looks at up to `limit` registered queues behind `after`, and at those named in `others`. */
export function batchInspect(
  client: RedisClient,
  queues: ServiceQueues,
  after: string,
  limit: number,
  others: readonly string[],
): Promise<QueuesPage> {
  const { listPrefix, leasesSuffix, registry } = queues;
  return script.run(client, [listPrefix, registry], [leasesSuffix, after, limit, ...others]);
}
