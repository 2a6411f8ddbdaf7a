import type { ResolvedClusterPool, ServerEndpoint } from '../../config/resolved-config.js';
import { error, info, ok, warning, type Found } from '../report/found.js';
import { ServerConnection } from '../servers/server-connection.js';
import {
  countSlots,
  describeSlots,
  missingSlots,
  parseClusterNodes,
  SLOTS,
  type ClusterNode,
} from './cluster-nodes.js';
import type { DiscoveredServer, DiscoveryParts } from './discovery.js';
import { openServer, unreachable } from './open-server.js';

/**
 * The nodes of a cluster that answer; notes slots without a primary, nodes that are gone and primaries without a
 * replica.
 */
export async function discoverCluster(
  parts: DiscoveryParts<ResolvedClusterPool>,
): Promise<DiscoveredServer[]> {
  const seed = await openSeed(parts);
  if (seed === undefined) return [];
  const reply = await seed.ask('cluster', 'nodes');
  if (reply.kind === 'refused') {
    parts.note(notACluster(seed.address, reply.reply));
    return [{ connection: seed, role: 'primary' }];
  }
  const nodes = parseClusterNodes(reply.value);
  noteSlots(parts, nodes);
  noteReplicas(parts, nodes);
  const opened = await Promise.all(nodes.map(async (node) => openNode(parts, node, seed)));
  return opened.flatMap((server) => server ?? []);
}

/** The first configured node that answers. All are tried: those that are away are noted. */
async function openSeed({
  pool,
  connections,
  note,
}: DiscoveryParts<ResolvedClusterPool>): Promise<ServerConnection | undefined> {
  const tried = await Promise.all(
    pool.nodes.map(async ({ host, port }) => connections.open({ host, port, family: undefined })),
  );
  const found = tried.flatMap((each) => (each instanceof ServerConnection ? [each] : []));
  const away = tried.flatMap((each, at): Found[] => {
    const { host, port } = pool.nodes[at] ?? { host: '', port: 0 };
    return each instanceof ServerConnection ? [] : [unreachable(`${host}:${port}`, each)];
  });
  if (found.length === 0) away.forEach(note);
  else noteSeeds(note, away, found.length);
  return found[0];
}

function noteSeeds(note: (found: Found) => void, away: readonly Found[], reached: number): void {
  for (const { message, fix, server } of away) {
    note({ ...warning('cluster.seeds', `A configured node is away. ${message}`, fix), server });
  }
  if (away.length > 0) return;
  const fix = 'Name two or three nodes in `nodes` of the pool.';
  note(
    reached === 1
      ? info('cluster.seeds', 'One node of the cluster is configured.', fix)
      : ok('cluster.seeds', `${reached} configured nodes answer.`),
  );
}

function notACluster(address: string, reply: string): Found {
  const fix = /cluster support disabled/.test(reply)
    ? 'Leave out `topology: "cluster"`, or name nodes of a cluster.'
    : 'Allow the user CLUSTER: ACL SETUSER <user> +cluster|nodes +cluster|slots +cluster|info';
  return { ...error('cluster.nodes', `The nodes cannot be listed: ${reply}`, fix), server: address };
}

function noteSlots({ note }: DiscoveryParts, nodes: readonly ClusterNode[]): void {
  const served = nodes.filter(({ isPrimary, health }) => isPrimary && health !== 'failed');
  const missing = missingSlots(served.flatMap(({ slots }) => slots));
  if (missing.length === 0) {
    note(ok('cluster.slots', `All ${SLOTS} slots have a primary.`));
    return;
  }
  const owners = nodes.filter(
    ({ isPrimary, health, slots }) => isPrimary && health === 'failed' && slots.length > 0,
  );
  const fix =
    owners.length > 0
      ? `Bring back ${owners.map(({ host, port }) => `${host}:${port}`).join(', ')}, or let a replica take over (CLUSTER FAILOVER TAKEOVER there).`
      : 'Give the slots to a node: redis-cli --cluster fix <host>:<port>';
  const text = `${countSlots(missing)} of ${SLOTS} slots have no primary: ${describeSlots(missing)}.`;
  note(error('cluster.slots', text, fix));
}

function noteReplicas({ note }: DiscoveryParts, nodes: readonly ClusterNode[]): void {
  const guarded = new Set(
    nodes.flatMap(({ primaryId, health }) => (health === 'failed' ? [] : (primaryId ?? []))),
  );
  const alone = nodes.filter(
    ({ id, isPrimary, health, slots }) =>
      isPrimary && health !== 'failed' && slots.length > 0 && !guarded.has(id),
  );
  if (alone.length === 0) {
    note(ok('cluster.replicas', 'Every primary has a replica.'));
    return;
  }
  const names = alone.map(({ host, port }) => `${host}:${port}`).join(', ');
  const fix = 'redis-cli --cluster add-node <new node> <any node> --cluster-slave';
  note(warning('cluster.replicas', `Primaries without a replica: ${names}.`, fix));
}

async function openNode(
  parts: DiscoveryParts<ResolvedClusterPool>,
  node: ClusterNode,
  seed: ServerConnection,
): Promise<DiscoveredServer | undefined> {
  const role = node.isPrimary ? 'primary' : 'replica';
  if (node.health !== 'ok') {
    const what = node.health === 'failed' ? 'has failed' : 'is suspected to have failed';
    const severity = node.isPrimary ? error : warning;
    const fix = `Start it again, or remove it: CLUSTER FORGET ${node.id} (on every other node).`;
    const found = severity('cluster.nodes', `The ${role} ${node.host}:${node.port} ${what}.`, fix);
    parts.note({ ...found, server: `${node.host}:${node.port}` });
    return undefined;
  }
  const endpoint = endpointOf(parts.pool, node, seed);
  const connection = await openServer(parts, endpoint);
  return connection === undefined ? undefined : { connection, role };
}

/** Where this process reaches a node. */
function endpointOf(
  { natMap, tls }: ResolvedClusterPool,
  { host, hostname, port, isMyself }: ClusterNode,
  seed: ServerConnection,
): ServerEndpoint {
  // Certificates are issued for names.
  const announced = tls !== undefined && hostname !== undefined ? hostname : host;
  const mapped = natMap?.[`${announced}:${port}`] ?? natMap?.[`${host}:${port}`];
  if (mapped !== undefined) return { ...mapped, family: undefined };
  const seedHost = seed.address.slice(0, seed.address.lastIndexOf(':'));
  return { host: announced === '' && isMyself ? seedHost : announced, port, family: undefined };
}
