import type { RedisPoolOptions } from '../../../libs/redis/src/config/pool-options.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { connect } from '../../support/topologies.js';
import { ask, type ReplicatedDeployment } from './replicated-deployments.js';

/** A wait for replicas that is long for them and short for a test. */
export const TIMEOUT_MS = 400;

/** Pools on one deployment, of which only some wait for replicas. */
export class DurablePools {
  private constructor(
    private readonly deployment: ReplicatedDeployment,
    /** Pool `default` waits for all replicas, pool `user` for none. */
    readonly manager: RedisConnectionManager,
  ) {}

  static async connect(deployment: ReplicatedDeployment): Promise<DurablePools> {
    const { pool, replicas } = deployment;
    const durable: RedisPoolOptions = { ...pool, durability: { replicas, timeoutMs: TIMEOUT_MS } };
    const manager = await connect({
      pools: { default: durable, user: { ...pool, durability: 'memory' } },
    });
    return new DurablePools(deployment, manager);
  }

  /** While `task` runs, replicas have no word to say. */
  async withoutReplicas<T>(task: () => Promise<T>): Promise<T> {
    const { replicaServers } = this.deployment;
    for (const replica of replicaServers) replica.pause();
    try {
      return await task();
    } finally {
      for (const replica of replicaServers) replica.resume();
    }
  }

  /** How often the primaries were asked to wait for replicas while `task` ran. */
  async waitsDuring(task: () => Promise<unknown>): Promise<number> {
    const before = await this.#waits();
    await task();
    return (await this.#waits()) - before;
  }

  async #waits(): Promise<number> {
    const counts = await Promise.all(
      this.deployment.primaries.map(async (primary) => {
        const text = await ask(primary, async (admin) => admin.info('commandstats'));
        return Number(/cmdstat_wait:calls=(\d+)/.exec(text)?.[1] ?? 0);
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
