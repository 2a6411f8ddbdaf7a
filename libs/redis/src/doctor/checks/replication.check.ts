import { error, info, ok, warning, type Found } from '../report/found.js';
import { numberIn, partsOf, type InfoFields } from '../servers/info-fields.js';
import { describeBytes, infoOf, type ServerCheck } from './server-check.js';

/** Behind by more than this, a replica that takes over loses much. */
const MUCH_BEHIND_BYTES = 10_000_000;
const LONG_SILENT_SECONDS = 10;

/** Links of replicas and how far they are behind. */
export const checkReplication: ServerCheck = (server, { topology }) => {
  const fields = infoOf(server);
  if (fields === undefined) return [];
  return fields.get('role') === 'slave' ? ofReplica(fields) : ofPrimary(fields, topology);
};

function ofReplica(fields: InfoFields): Found[] {
  const primary = `${fields.get('master_host')}:${fields.get('master_port')}`;
  if (fields.get('master_link_status') === 'up') {
    return [ok('replication.link', `It is connected to its primary ${primary}.`)];
  }
  const since = fields.get('master_link_down_since_seconds');
  const text = `It has no connection to its primary ${primary}${since === undefined ? '' : ` since ${since} s`}.`;
  const fix = 'Check the network between them, `masterauth` (and `masteruser`), TLS, and the logs of both.';
  return [error('replication.link', text, fix)];
}

function ofPrimary(fields: InfoFields, topology: string): Found[] {
  const written = numberIn(fields, 'master_repl_offset') ?? 0;
  const replicas = [...fields].filter(([name]) => /^slave\d+$/.test(name)).map(([, text]) => partsOf(text));
  if (replicas.length === 0) {
    if (topology === 'sentinel') {
      const fix = 'REPLICAOF <host> <port> on another server';
      return [warning('replication.replicas', 'It has no replica.', fix)];
    }
    // Of a cluster it is said once, for all primaries.
    return topology === 'cluster' ? [] : [info('replication.replicas', 'It has no replica.')];
  }
  return [
    ok('replication.replicas', `It has ${replicas.length} replica(s).`),
    ...replicas.map((replica) => lagOf(replica, written)),
  ];
}

function lagOf(replica: ReadonlyMap<string, string>, written: number): Found {
  const name = `The replica ${replica.get('ip')}:${replica.get('port')}`;
  const state = replica.get('state');
  if (state !== 'online') {
    return warning('replication.lag', `${name} gets its first copy of the data (${state}).`, 'Wait for it.');
  }
  const behind = Math.max(0, written - Number(replica.get('offset') ?? 0));
  const silent = Number(replica.get('lag') ?? 0);
  const text = `${name} is ${describeBytes(behind)} behind, and was last heard of ${silent} s ago.`;
  if (behind < MUCH_BEHIND_BYTES && silent < LONG_SILENT_SECONDS) return ok('replication.lag', text);
  const fix =
    'Check its CPU, disk and network. min-replicas-to-write 1 with min-replicas-max-lag 10 bounds what is lost.';
  return warning('replication.lag', text, fix);
}
