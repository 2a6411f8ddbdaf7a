import type { RedisClient } from '../connections/pool-clients.js';
import type { PendingKeys } from './batch-pending-keys.js';
import { isOne } from './is-one.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

const script = new RedisScript('batch-removal-finish', 2, LUA_SOURCES.batchRemovalFinish, isOne);

/** Ends a removal; with `keep` the tenant is pending again. @returns true if it is no longer pending */
export function batchRemovalFinish(
  client: RedisClient,
  { pending, removing }: PendingKeys,
  tenant: string,
  token: string,
  keep: boolean,
): Promise<boolean> {
  return script.run(client, [pending, removing], [tenant, token, keep ? 1 : 0]);
}
