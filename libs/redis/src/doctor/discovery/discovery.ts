import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import type { Found } from '../report/found.js';
import type { ServerConnection } from '../servers/server-connection.js';
import type { ServerConnections } from '../servers/server-connections.js';

/** A server that answers, and what the topology says it is. */
export interface DiscoveredServer {
  readonly connection: ServerConnection;
  readonly role: 'primary' | 'replica' | 'sentinel';
}

/** What discovery works with. */
export interface DiscoveryParts<Pool extends ResolvedPoolOptions = ResolvedPoolOptions> {
  readonly pool: Pool;
  readonly connections: ServerConnections;
  /** Told what is found on the way. */
  readonly note: (found: Found) => void;
}
