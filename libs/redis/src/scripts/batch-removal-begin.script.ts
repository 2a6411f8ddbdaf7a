import type { RedisClient } from '../connections/pool-clients.js';
import type { PendingKeys } from './batch-pending-keys.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-removal-begin', 2, LUA_SOURCES.batchRemovalBegin, isOne);

/** Moves a tenant from the pending ones to those being removed. @returns true if it was pending */
export function batchRemovalBegin(
  client: RedisClient,
  { pending, removing }: PendingKeys,
  tenant: string,
  token: string,
): Promise<boolean> {
  return script.run(client, [pending, removing], [tenant, token]);
}
