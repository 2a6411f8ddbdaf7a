import type { ResolvedConfig, ResolvedPoolOptions } from '../config/resolved-config.js';
import { groupBy } from '../expiry/engine/group-by.js';
import type { PoolClients } from '../connections/pool-clients.js';
import { CopyLedger } from './copy-ledger.js';
import type { CopyRoute } from './value-copier.js';

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
    const ledgers = new Map(
      aliases.map((alias) => [alias, new CopyLedger(target.client(alias), namespace, 'keys')]),
    );
    return {
      pool: first,
      source: source.client(first),
      targetOf(kind) {
        const usual = POOL_OF_KIND[kind] ?? 'default';
        const alias = aliases.includes(usual) ? usual : first;
        const client = target.client(alias);
        return { client, ledger: ledgers.get(alias) ?? new CopyLedger(client, namespace, 'keys') };
      },
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
