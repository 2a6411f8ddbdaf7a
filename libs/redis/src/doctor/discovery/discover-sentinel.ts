import type { RedisAddress } from '../../config/pool-options.js';
import type { ResolvedSentinelPool } from '../../config/resolved-config.js';
import { error, info, ok, warning } from '../report/found.js';
import { valueOf } from '../servers/answer.js';
import { pairsOf } from '../servers/info-fields.js';
import { ServerConnection } from '../servers/server-connection.js';
import type { DiscoveredServer, DiscoveryParts } from './discovery.js';
import { openServer, unreachable } from './open-server.js';

type Parts = DiscoveryParts<ResolvedSentinelPool>;

/** Sentinels for a majority that survives the loss of one. */
const ENOUGH_SENTINELS = 3;

/** The Sentinels that answer, the primary they name and its replicas. */
export async function discoverSentinel(parts: Parts): Promise<DiscoveredServer[]> {
  const sentinels = await openSentinels(parts);
  const [first] = sentinels;
  if (first === undefined) return [];
  const primary = await findPrimary(parts, sentinels);
  const watchers = sentinels.map((connection): DiscoveredServer => ({ connection, role: 'sentinel' }));
  if (primary === undefined) return watchers;
  await noteQuorum(parts, first);
  const replicas = await findReplicas(parts, first);
  const [opened, ...followers] = await Promise.all(
    [primary, ...replicas].map(async (address) => openServer(parts, endpointOf(parts, address))),
  );
  return [
    ...(opened === undefined ? [] : [{ connection: opened, role: 'primary' } as const]),
    ...followers.flatMap((connection): DiscoveredServer[] =>
      connection === undefined ? [] : [{ connection, role: 'replica' }],
    ),
    ...watchers,
  ];
}

async function openSentinels({ pool, connections, note }: Parts): Promise<ServerConnection[]> {
  const { sentinelUsername: username, sentinelPassword: password } = pool;
  const credentials = { username, password: username === undefined ? password : (password ?? '') };
  const opened = await Promise.all(
    pool.sentinels.map(async ({ host, port }) =>
      connections.open({ host, port, family: undefined }, credentials),
    ),
  );
  const reached = opened.flatMap((each) => (each instanceof ServerConnection ? [each] : []));
  for (const [at, each] of opened.entries()) {
    if (each instanceof ServerConnection) continue;
    const { host, port } = pool.sentinels[at] ?? { host: '', port: 0 };
    const found = unreachable(`${host}:${port}`, each);
    const severity = reached.length === 0 ? 'error' : 'warning';
    note({ ...found, id: 'sentinel.reachable', severity, message: `A Sentinel: ${found.message}` });
  }
  if (reached.length === opened.length) {
    note(ok('sentinel.reachable', `${reached.length} configured Sentinel(s) answer.`));
  }
  return reached;
}

/** What the Sentinels say, noting those that say something else than the first. */
async function findPrimary(
  { pool, note }: Parts,
  sentinels: readonly ServerConnection[],
): Promise<RedisAddress | undefined> {
  const replies = await Promise.all(
    sentinels.map(async (each) => each.ask('sentinel', 'get-master-addr-by-name', pool.name)),
  );
  const answers = replies.map((reply) => valueOf(reply));
  const named = answers.flatMap((answer) => (Array.isArray(answer) ? [answer.map(String).join(':')] : []));
  const [first] = named;
  if (first === undefined) {
    const refusal = replies.find((reply) => reply.kind === 'refused');
    const why = refusal?.kind === 'refused' ? refusal.reply : 'they watch no primary of that name';
    const fix = 'Set `name` of the pool to one of: redis-cli -p <sentinel port> SENTINEL MASTERS';
    note(error('sentinel.primary', `The Sentinels name no primary "${pool.name}": ${why}.`, fix));
    return undefined;
  }
  const others = [...new Set(named)].filter((address) => address !== first);
  if (others.length > 0 || named.length < sentinels.length) {
    const views = sentinels.map(({ address }, at) => {
      const answer = answers[at];
      return `${address} says ${Array.isArray(answer) ? answer.map(String).join(':') : 'none'}`;
    });
    const fix = `Remove what is old there: SENTINEL REMOVE ${pool.name}, then SENTINEL MONITOR ${pool.name} <host> <port> <quorum>`;
    note(error('sentinel.primary', `The Sentinels do not agree: ${views.join(', ')}.`, fix));
  } else {
    note(ok('sentinel.primary', `The Sentinels name ${first} as primary.`));
  }
  const colon = first.lastIndexOf(':');
  return { host: first.slice(0, colon), port: Number(first.slice(colon + 1)) };
}

async function noteQuorum({ pool, note }: Parts, sentinel: ServerConnection): Promise<void> {
  const [quorum, state] = await Promise.all([
    sentinel.ask('sentinel', 'ckquorum', pool.name),
    sentinel.ask('sentinel', 'master', pool.name),
  ]);
  const known = Number(pairsOf(valueOf(state)).get('num-other-sentinels') ?? Number.NaN) + 1;
  if (quorum.kind === 'refused') {
    const fix = 'Start the Sentinels that are away, or SENTINEL RESET the name after removing them for good.';
    note(error('sentinel.quorum', quorum.reply, fix));
  } else if (known < ENOUGH_SENTINELS) {
    const fix = 'Run three, on machines of their own.';
    note(
      warning('sentinel.quorum', `${known} Sentinel(s) watch the primary: one of them may not be lost.`, fix),
    );
  } else if (Number.isNaN(known)) {
    note(info('sentinel.quorum', String(quorum.value)));
  } else {
    note(ok('sentinel.quorum', `${known} Sentinels watch the primary. ${String(quorum.value)}`));
  }
}

async function findReplicas({ pool }: Parts, sentinel: ServerConnection): Promise<RedisAddress[]> {
  const reply = valueOf(await sentinel.ask('sentinel', 'replicas', pool.name));
  const replicas = Array.isArray(reply) ? reply.map(pairsOf) : [];
  return replicas.flatMap((fields) => {
    const [host, port] = [fields.get('ip'), Number(fields.get('port'))];
    return host === undefined || Number.isNaN(port) ? [] : [{ host, port }];
  });
}

function endpointOf({ pool: { natMap } }: Parts, { host, port }: RedisAddress) {
  return { ...(natMap?.[`${host}:${port}`] ?? { host, port }), family: undefined };
}
