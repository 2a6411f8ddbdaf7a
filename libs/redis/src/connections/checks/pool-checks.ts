import type { Redis } from 'ioredis';
import type { PoolAlias } from '../../common/pool-alias.js';
import { COMMAND_TIMED_OUT } from '../command-gate.js';
import { GuardedCluster } from '../guarded-cluster.js';
import type { RedisClient } from '../pool-clients.js';
import type { RedisStats } from '../pool-snapshots.js';
import type { RedisConnectionManager } from '../redis-connection.manager.js';
import type { Answer } from './answer-in-time.js';
import { checkConnection, type ConnectionCheck } from './connection-check.js';
import { DEFAULT_REPLICATION_LIMITS, type ReplicationLimits } from './replication-limits.js';
import { mergeServerInfos } from './merge-server-infos.js';
import { clusterHealth, type AskedPrimary, type NodeNaming } from './nodes/cluster-health.js';
import type { NodeHealth } from './nodes/node-health.js';
import { SentinelChecks } from './nodes/sentinel-checks.js';
import { serverHealth } from './nodes/server-health.js';
import { verdictOn } from './pool-verdict.js';
import type { PoolHealth } from './pool-health.js';
import type { ServerInfo } from './server-info.js';
import { SharedQuestions } from './shared-questions.js';

/** What checks need of the pools. */
export type CheckedPools = Pick<
  RedisConnectionManager,
  'client' | 'statistics' | 'poolStatistics' | 'lostReplicas'
>;

/** One server of a pool, and what it says. */
export interface CheckedServer {
  /** `host:port`. */
  readonly node: string;
  readonly info: ServerInfo;
}

/** Finds out how pools are, within the time it is given, whatever state they are in. */
export class PoolChecks {
  readonly #pools: CheckedPools;
  readonly #nodes = new SharedQuestions<Redis, ConnectionCheck>(async (node) => checkConnection(node, true));
  readonly #servers = new SharedQuestions<Redis, ConnectionCheck>(async (server) =>
    checkConnection(server, false),
  );
  readonly #sentinels = new SentinelChecks();

  constructor(pools: CheckedPools) {
    this.#pools = pools;
  }

  /** @throws UnknownPoolError */
  async check(
    alias: PoolAlias,
    timeoutMs: number,
    limits: ReplicationLimits = DEFAULT_REPLICATION_LIMITS,
  ): Promise<PoolHealth> {
    const client = this.#pools.client(alias);
    const isCluster = client instanceof GuardedCluster;
    const [asked, sentinels] = await Promise.all([
      this.#askPrimaries(client, timeoutMs),
      isCluster ? undefined : this.#sentinels.check(client, timeoutMs),
    ]);
    // Asked afterwards: the state may have changed meanwhile.
    const statistics = this.#statistics(alias);
    const checks = asked.flatMap(({ check }) => check ?? []);
    const naming: NodeNaming = {
      natMap: client.options.natMap ?? null,
      unreachable: new Set(this.#pools.lostReplicas(alias)),
    };
    const [primary] = asked;
    const { nodes, slots } =
      isCluster || primary === undefined
        ? clusterHealth(asked, naming, limits)
        : { nodes: serverHealth(primary, sentinels?.replicas ?? [], naming, limits), slots: undefined };
    const verdict = verdictOn({
      nodes,
      isCluster,
      clusterIsComplete: checks.every(({ clusterIsComplete }) => clusterIsComplete !== false),
      slots,
      sentinels: sentinels?.health,
      statistics,
    });
    return {
      ...verdict,
      state: statistics.state,
      circuit: statistics.circuit,
      topology: topologyOf(client),
      latencyMs: checks.length === 0 ? null : Math.max(...checks.map(({ latencyMs }) => latencyMs)),
      ...mergeServerInfos(checks.map(({ info }) => info)),
      nodes,
      ...(slots === undefined ? {} : { slots }),
      ...(sentinels === undefined ? {} : { sentinels: sentinels.health }),
      statistics,
      dedicated: this.#pools.poolStatistics(alias),
    };
  }

  /**
   * What each primary of a pool says about itself; those that did not answer are left out.
   * @throws UnknownPoolError
   */
  async servers(alias: PoolAlias, timeoutMs: number): Promise<CheckedServer[]> {
    const asked = await this.#askPrimaries(this.#pools.client(alias), timeoutMs);
    return asked.flatMap(({ health: { node }, check }) =>
      check === undefined ? [] : [{ node, info: check.info }],
    );
  }

  /** All at once, each with its own time: one that is silent delays nobody. */
  async #askPrimaries(client: RedisClient, timeoutMs: number): Promise<AskedPrimary[]> {
    const questions = client instanceof GuardedCluster ? this.#nodes : this.#servers;
    return Promise.all(
      primariesOf(client).map(async (connection) => {
        const answer = await questions.answer(connection, timeoutMs);
        const node = addressOf(connection);
        const { host, port } = connection.options;
        const check = answer.kind === 'answered' ? answer.value : undefined;
        const health: NodeHealth =
          check === undefined
            ? { node, role: 'primary', status: 'down', message: describe(answer, timeoutMs), latencyMs: null }
            : { node, role: 'primary', status: 'up', latencyMs: check.latencyMs };
        return { health, addresses: [node, `${host}:${port}`], check };
      }),
    );
  }

  #statistics(alias: PoolAlias): RedisStats {
    const statistics = this.#pools.statistics().databaseStats[alias];
    if (statistics === undefined) throw new Error(`The manager has no statistics of pool "${alias}".`);
    return statistics;
  }
}

/** The connections to ask: of a cluster one to each primary. */
export function primariesOf(client: RedisClient): Redis[] {
  return client instanceof GuardedCluster ? client.nodes('master') : [client];
}

function addressOf({ options: { path, host, port }, stream }: Redis): string {
  // Behind a Sentinel only the socket knows.
  return (
    path ??
    (stream?.remoteAddress === undefined ? `${host}:${port}` : `${stream.remoteAddress}:${stream.remotePort}`)
  );
}

function topologyOf(client: RedisClient): PoolHealth['topology'] {
  if (client instanceof GuardedCluster) return 'cluster';
  return (client.options.sentinels ?? []).length > 0 ? 'sentinel' : 'standalone';
}

function describe(answer: Answer<unknown>, timeoutMs: number): string {
  const isFailure = answer.kind === 'failed' && answer.error.message !== COMMAND_TIMED_OUT;
  return isFailure ? answer.error.message : `no answer to PING within ${timeoutMs} ms`;
}
