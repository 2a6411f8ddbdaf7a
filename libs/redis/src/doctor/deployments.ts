import type { ResolvedPoolOptions } from '../config/resolved-config.js';

/** Pools that are reached in the same way, as the same user: what is true of one server is true for all of them. */
export interface Deployment {
  /** At least one; they differ in alias, database and limits only. */
  readonly pools: readonly [ResolvedPoolOptions, ...ResolvedPoolOptions[]];
}

/** Puts pools together whose servers, credentials and TLS are the same. */
export function groupPools(pools: Iterable<ResolvedPoolOptions>): Deployment[] {
  const groups = new Map<string, [ResolvedPoolOptions, ...ResolvedPoolOptions[]]>();
  for (const pool of pools) {
    const key = identityOf(pool);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pool]);
    else group.push(pool);
  }
  return [...groups.values()].map((group) => ({ pools: group }));
}

/** Holds secrets: compared, never shown. */
function identityOf(pool: ResolvedPoolOptions): string {
  const { topology, username, password, tls } = pool;
  return JSON.stringify([topology, username, password, tls, addressOf(pool)]);
}

function addressOf(pool: ResolvedPoolOptions): unknown {
  if (pool.topology === 'standalone') return pool.endpoint;
  if (pool.topology === 'cluster') return [pool.nodes, pool.natMap];
  const { sentinels, name, sentinelUsername, sentinelPassword, natMap } = pool;
  return [sentinels, name, sentinelUsername, sentinelPassword, natMap];
}
