import type { ResolvedConfig, ResolvedPoolOptions } from '../config/resolved-config.js';
import type { PoolClients } from '../connections/pool-clients.js';
import { groupBy } from '../expiry/engine/group-by.js';
import { CopyLedger } from './copy-ledger.js';
import type { CopyPlace, CopyRoute } from './value-copier.js';

/** The pool of each kind of key, for databases that several pools of the source share. */
const POOL_OF_KIND: Readonly<Record<string, string>> = {
  user: 'user',
  state: 'handlers',
  tableRow: 'handlers',
  batchList: 'handlers',
  batchLeases: 'handlers',
  pendingTenants: 'handlers',
  removingTenants: 'handlers',
  sharedState: 'symphony_shared_state',
  trigger: 'expiry',
};

/** One route for each database of the source. */
export function copyRoutes(
  from: ResolvedConfig,
  source: PoolClients,
  target: PoolClients,
  namespace: string,
): CopyRoute[] {
  const databases = groupBy(from.pools.values(), databaseOf);
  return [...databases.values()].flatMap((pools) => {
    const aliases = pools.map(({ alias }) => alias);
    const [first] = aliases;
    if (first === undefined) return [];
    const placeIn = (alias: string): CopyPlace => {
      const client = target.client(alias);
      return { client, ledger: new CopyLedger(client, namespace, 'keys') };
    };
    const places = new Map(aliases.map((alias) => [alias, placeIn(alias)]));
    const firstPlace = placeIn(first);
    return {
      pool: first,
      source: source.client(first),
      targetOf: (kind) => places.get(POOL_OF_KIND[kind] ?? 'default') ?? firstPlace,
    };
  });
}

/** Says of two pools whether they are the same database, as far as their options do. */
export function databaseOf(pool: ResolvedPoolOptions): string {
  switch (pool.topology) {
    case 'standalone':
      return JSON.stringify([pool.endpoint, pool.db]);
    case 'sentinel':
      return JSON.stringify([pool.sentinels, pool.name, pool.db]);
    default:
      return JSON.stringify(pool.nodes);
  }
}
