import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { info, warning, type Found } from '../report/found.js';

/** A pool, and the servers that its data is on. */
export interface PoolPlace {
  readonly pool: ResolvedPoolOptions;
  /** Ids that the primaries gave themselves. */
  readonly runIds: readonly string[];
}

/** Pools in one database of one server, whatever the names under which they reach it. */
export function findSharedDatabases(places: readonly PoolPlace[]): Found[] {
  const groups = new Map<string, ResolvedPoolOptions[]>();
  for (const { pool, runIds } of places) {
    if (runIds.length === 0) continue;
    const database = pool.topology === 'cluster' ? 0 : pool.db;
    const key = `${runIds.toSorted().join(' ')} ${database}`;
    groups.set(key, [...(groups.get(key) ?? []), pool]);
  }
  return [...groups.values()].filter((group) => group.length > 1).map(describeGroup);
}

function describeGroup(group: readonly ResolvedPoolOptions[]): Found {
  const pools = group.map(({ alias }) => alias);
  const text = `${pools.join(', ')} share one database.`;
  const found = group.some(({ topology }) => topology === 'cluster')
    ? info('database.shared', `${text} A cluster has only one.`)
    : warning('database.shared', text, 'Give each a `db` of its own.');
  return { ...found, pools };
}
