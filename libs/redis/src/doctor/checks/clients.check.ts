import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { info, ok, warning, type Found } from '../report/found.js';
import { numberIn } from '../servers/info-fields.js';
import { infoOf, numberOf, type ServerCheck } from './server-check.js';

const MANY_CLIENTS = 0.8;

/** Beside its dedicated connections a pool has the shared one and the one that subscribes. */
const CONNECTIONS_OF_A_POOL = 2;

/** Connections that are used, that may be used, and that are allowed. */
export const checkClients: ServerCheck = (server, { pools, role }) => {
  const connected = numberIn(infoOf(server), 'connected_clients');
  const allowed = numberOf(server, 'maxclients', 'maxclients');
  if (connected === undefined || allowed === undefined) return [];
  const text = `${connected} of ${allowed} connections are used.`;
  const fix = 'CONFIG SET maxclients <number> (and `ulimit -n`), or find who holds them: CLIENT LIST';
  const limit =
    connected >= allowed * MANY_CLIENTS ? warning('clients.limit', text, fix) : ok('clients.limit', text);
  return role === 'primary' ? [limit, budgetOf(pools, allowed - connected)] : [limit];
};

function budgetOf(pools: readonly ResolvedPoolOptions[], free: number): Found {
  const budget = pools.reduce((sum, { maxConnections }) => sum + CONNECTIONS_OF_A_POOL + maxConnections, 0);
  const text = `A process of the application may use up to ${budget} connections; ${free} are free.`;
  const fix = 'Lower `maxConnections` of the pools, or raise `maxclients` of the server.';
  return budget > free ? warning('clients.budget', text, fix) : info('clients.budget', text);
}
