import type { ServerRelease } from '../binary/server-release.js';
import type { Log } from '../common/log.js';
import { waitUntil } from '../common/wait-until.js';
import { withAdmins } from '../server/admin-connection.js';
import { allStarted } from '../server/all-started.js';
import type { RedisServer } from '../server/redis-server.js';
import { startServer } from '../server/start-server.js';
import type { ServerTlsOptions } from '../tls/server-tls.js';
import { RedisSentinel } from './redis-sentinel.js';

/** Options of {@link startSentinel}. */
export interface StartSentinelOptions {
  /** Replicas of the primary. @default 1 */
  readonly replicas?: number;
  /** Sentinels that watch it. @default 3 */
  readonly sentinels?: number;
  /** How many sentinels must call the primary down before a failover starts. @default 2 */
  readonly quorum?: number;
  /** Name of the primary. @default 'primary' */
  readonly name?: string;
  /** How long the primary may be silent before a sentinel calls it down. @default 1000 */
  readonly downAfterMs?: number;
  /** TLS instead of plain connections: of the servers and of the sentinels. @default plain connections */
  readonly tls?: ServerTlsOptions;
  /** Further lines of redis.conf of the primary and its replicas. */
  readonly config?: readonly string[];
  /** A server of this release, whatever the machine has. @default what the environment names, or any server */
  readonly server?: ServerRelease;
  /** Receives a line per step of looking for a server program. @default stderr */
  readonly log?: Log;
}

/**
 * Starts a primary, its replicas and sentinels on 127.0.0.1, and resolves when replication runs and every
 * sentinel knows all others. That takes about two seconds, the interval at which sentinels announce themselves.
 *
 * @throws RedisNotFoundError if no server program can be found or fetched
 * @throws RedisStartError if a server does not come up
 */
export async function startSentinel(options: StartSentinelOptions = {}): Promise<RedisSentinel> {
  const { replicas = 1, sentinels = 3, quorum = 2, name = 'primary', downAfterMs = 1000 } = options;
  const { tls, config = [], server, log } = options;
  // The default waits 5 s for more replicas before it sends data to the first.
  const lines = ['repl-diskless-sync-delay 0', ...config];
  const running: RedisServer[] = [];
  const start = async (
    count: number,
    itsLines: readonly string[],
    sentinel = false,
  ): Promise<RedisServer[]> => {
    const plan = { lines: itsLines, sentinel, tls, server, log };
    const servers = await allStarted(Array.from({ length: count }, async () => startServer(plan)));
    running.push(...servers);
    return servers;
  };
  try {
    const primaries = await start(1, lines);
    const address = `127.0.0.1 ${primaries[0]?.port}`;
    const followers = await start(replicas, [...lines, `replicaof ${address}`]);
    // Sentinels ask the primary for its replicas at once, and then only every ten seconds.
    await untilReplicating(followers);
    const watchers = await start(
      sentinels,
      [
        `sentinel monitor ${name} ${address} ${quorum}`,
        `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
        `sentinel failover-timeout ${name} 5000`,
      ],
      true,
    );
    await untilAgreed(watchers, name, replicas);
    return new RedisSentinel(name, watchers, [...primaries, ...followers]);
  } catch (error) {
    await Promise.all(running.map(async (started) => started.stop()));
    throw error;
  }
}

async function untilReplicating(replicas: readonly RedisServer[]): Promise<void> {
  await withAdmins(replicas, async (admins) => {
    for (const admin of admins) {
      await waitUntil(async () => (await admin.info('replication')).includes('master_link_status:up'), {
        what: 'a replica has the data of its primary',
      });
    }
  });
}

async function untilAgreed(sentinels: readonly RedisServer[], name: string, replicas: number): Promise<void> {
  const expected = { flags: 'master', slaves: replicas, others: sentinels.length - 1 };
  await withAdmins(sentinels, async (admins) => {
    for (const admin of admins) {
      await waitUntil(
        async () => {
          const state = pairs(await admin.call('SENTINEL', 'MASTER', name));
          return (
            state.get('flags') === expected.flags &&
            Number(state.get('num-slaves')) === expected.slaves &&
            Number(state.get('num-other-sentinels')) === expected.others
          );
        },
        { what: 'a sentinel knows the replicas and the other sentinels', timeoutMs: 30_000 },
      );
    }
  });
}

function pairs(reply: unknown): Map<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(flat.flatMap((key, index) => (index % 2 === 0 ? [[key, flat[index + 1] ?? '']] : [])));
}
