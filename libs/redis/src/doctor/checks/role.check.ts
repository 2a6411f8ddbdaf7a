import { error, type Found } from '../report/found.js';
import { infoOf, type ServerCheck } from './server-check.js';

/** Whether the server is what the pool's topology says. */
export const checkRole: ServerCheck = (server, { topology, role }) => {
  const fields = infoOf(server);
  // The latter is of Valkey.
  const mode = fields?.get('redis_mode') ?? fields?.get('server_mode');
  const found: Found[] = [];
  if (mode === 'sentinel') {
    const fix = "Set `topology: 'sentinel'`, `sentinels` and `name`, or the address of the server.";
    return [error('server.role', 'It is a Sentinel.', fix)];
  }
  if (mode === 'cluster' && topology !== 'cluster') {
    const fix = "Set `topology: 'cluster'` and `nodes`.";
    found.push(
      error('server.role', 'It is a node of a cluster, and the pool takes it for a single server.', fix),
    );
  }
  if (fields?.get('role') === 'slave' && role === 'primary') {
    const primary = `${fields.get('master_host')}:${fields.get('master_port')}`;
    const fix = `Name the primary (${primary}), or REPLICAOF NO ONE there if it is to be one.`;
    found.push(error('server.role', `It is a replica of ${primary}: it refuses writes.`, fix));
  }
  return found;
};
