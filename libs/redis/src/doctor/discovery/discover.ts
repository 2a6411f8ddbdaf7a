import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { discoverCluster } from './discover-cluster.js';
import { discoverSentinel } from './discover-sentinel.js';
import { discoverStandalone } from './discover-standalone.js';
import type { DiscoveredServer, DiscoveryParts } from './discovery.js';

/** Connects to the servers of a pool; what cannot be reached, and what is wrong with the topology, is noted. */
export async function discover({ pool, ...parts }: DiscoveryParts): Promise<DiscoveredServer[]> {
  if (isTopology(pool, 'standalone')) return discoverStandalone({ pool, ...parts });
  if (isTopology(pool, 'sentinel')) return discoverSentinel({ pool, ...parts });
  if (isTopology(pool, 'cluster')) return discoverCluster({ pool, ...parts });
  return [];
}

function isTopology<Name extends ResolvedPoolOptions['topology']>(
  pool: ResolvedPoolOptions,
  topology: Name,
): pool is Extract<ResolvedPoolOptions, { readonly topology: Name }> {
  return pool.topology === topology;
}
