import type { Redis } from 'ioredis';
import type { PoolAlias } from '../common/pool-alias.js';
import { COMMAND_TIMED_OUT } from '../connections/command-gate.js';
import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { RedisClient } from '../connections/pool-clients.js';
import type { RedisStats } from '../connections/pool-snapshots.js';
import type { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import type { Answer } from './answer-in-time.js';
import { checkConnection, type ConnectionCheck } from './connection-check.js';
import { mergeServerInfos } from './merge-server-infos.js';
import { verdictOn } from './pool-verdict.js';
import type { NodeHealth, PoolHealth } from './pool-health.js';
import type { ServerInfo } from './server-info.js';
import { SharedQuestions } from './shared-questions.js';

/** One node, and what became of its check. */
interface CheckedNode {
  readonly health: NodeHealth;
  readonly check: ConnectionCheck | undefined;
}

/** One server of a pool, and what it says. */
export interface CheckedServer {
  /** `host:port`. */
  readonly node: string;
  readonly info: ServerInfo;
}

/** Finds out how pools are, within the time it is given, whatever state they are in. */
export class PoolChecks {
  readonly #pools: RedisConnectionManager;
  readonly #nodes = new SharedQuestions<Redis, ConnectionCheck>(async (node) => checkConnection(node, true));
  readonly #servers = new SharedQuestions<Redis, ConnectionCheck>(async (server) =>
    checkConnection(server, false),
  );

  constructor(pools: RedisConnectionManager) {
    this.#pools = pools;
  }

  /** @throws UnknownPoolError */
  async check(alias: PoolAlias, timeoutMs: number): Promise<PoolHealth> {
    const client = this.#pools.client(alias);
    const nodes = await this.#checkNodes(client, timeoutMs);
    // Asked afterwards: the state may have changed meanwhile.
    const statistics = this.#statistics(alias);
    const checks = nodes.flatMap(({ check }) => check ?? []);
    const isCluster = client instanceof GuardedCluster;
    const verdict = verdictOn({
      nodes: nodes.map(({ health }) => health),
      isCluster,
      clusterIsComplete: checks.every(({ clusterIsComplete }) => clusterIsComplete !== false),
      statistics,
    });
    return {
      ...verdict,
      state: statistics.state,
      circuit: statistics.circuit,
      topology: topologyOf(client),
      latencyMs: checks.length === 0 ? null : Math.max(...checks.map(({ latencyMs }) => latencyMs)),
      ...mergeServerInfos(checks.map(({ info }) => info)),
      ...(isCluster ? { nodes: nodes.map(({ health }) => health) } : {}),
      statistics,
      dedicated: this.#pools.poolStatistics(alias),
    };
  }

  /**
   * What each server of a pool says about itself; those that did not answer are left out.
   * @throws UnknownPoolError
   */
  async servers(alias: PoolAlias, timeoutMs: number): Promise<CheckedServer[]> {
    const nodes = await this.#checkNodes(this.#pools.client(alias), timeoutMs);
    return nodes.flatMap(({ health: { node }, check }) =>
      check === undefined ? [] : [{ node, info: check.info }],
    );
  }

  async #checkNodes(client: RedisClient, timeoutMs: number): Promise<CheckedNode[]> {
    const questions = client instanceof GuardedCluster ? this.#nodes : this.#servers;
    return Promise.all(
      primariesOf(client).map(async (connection) => {
        const node = addressOf(connection);
        const answer = await questions.answer(connection, timeoutMs);
        const check = answer.kind === 'answered' ? answer.value : undefined;
        const health: NodeHealth =
          check === undefined
            ? { node, status: 'down', message: describe(answer, timeoutMs), latencyMs: null }
            : { node, status: 'up', latencyMs: check.latencyMs };
        return { health, check };
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
