import type { ResolvedStandalonePool } from '../../config/resolved-config.js';
import type { DiscoveredServer, DiscoveryParts } from './discovery.js';
import { openServer } from './open-server.js';

/** The server of a standalone pool, if it answers. */
export async function discoverStandalone(
  parts: DiscoveryParts<ResolvedStandalonePool>,
): Promise<DiscoveredServer[]> {
  const connection = await openServer(parts, parts.pool.endpoint);
  return connection === undefined ? [] : [{ connection, role: 'primary' }];
}
