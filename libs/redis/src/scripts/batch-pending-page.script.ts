import type { RedisClient } from '../connections/pool-clients.js';
import type { PendingKeys } from './batch-pending-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

/** Where a pass through the pending tenants stands; `'end'` for what is through. */
export interface PendingCursor {
  readonly pending: string;
  readonly removing: string;
}

/** A page of members, as they are stored, and the cursor to go on with. */
export interface PendingPage {
  readonly members: readonly string[];
  readonly next: PendingCursor;
}

const script = new RedisScript(
  'batch-pending-page',
  2,
  LUA_SOURCES.batchPendingPage,
  (reply): PendingPage => {
    const [pending = 'end', removing = 'end', ...members] = reply as readonly string[];
    return { members, next: { pending, removing } };
  },
);

/** Reads about `limit` tenants that are pending and about as many of those being removed. */
export function batchPendingPage(
  client: RedisClient,
  { pending, removing }: PendingKeys,
  cursor: PendingCursor,
  limit: number,
): Promise<PendingPage> {
  return script.run(client, [pending, removing], [cursor.pending, cursor.removing, limit]);
}
