import type { RedisClient, RedisConnectionManager, RedisModuleOptions } from '@tenantry/redis';
import { RedisCluster } from '../cluster/redis-cluster.js';
import { startCluster } from '../cluster/start-cluster.js';
import type { RedisServer } from '../server/redis-server.js';
import { startRedis } from '../server/start-redis.js';
import type { RedisTestingModuleOptions, TestingServerOptions } from './redis-testing-options.js';

/**
 * In a cluster a trigger is claimed first and its key is looked after then, which goes on in real time while the clock
 * of a test stands at the due time. So a key that another program set has to last longer there, and nobody else is to
 * take it for one that nobody knows: the clock finds these keys by itself.
 */
const CLUSTER_EXPIRY = { lingerMs: 5_000, notifications: 'off' } as const;

/** The Redis of a testing module: its own, or one that several share. */
export class TestingServer {
  /** The server; the nodes of a cluster. */
  readonly nodes: readonly RedisServer[];
  readonly #server: RedisServer | RedisCluster;
  readonly #isOwn: boolean;

  private constructor(server: RedisServer | RedisCluster, isOwn: boolean) {
    this.nodes = server instanceof RedisCluster ? server.nodes : [server];
    this.#server = server;
    this.#isOwn = isOwn;
  }

  /** @throws RedisNotFoundError | RedisStartError */
  static async start({ server, topology = 'standalone' }: TestingServerOptions): Promise<TestingServer> {
    if (server !== undefined) return new TestingServer(server, false);
    return new TestingServer(await (topology === 'cluster' ? startCluster() : startRedis()), true);
  }

  /** The options with this server as the place of all pools, and nothing taken from the machine's environment. */
  place(options: RedisTestingModuleOptions): RedisModuleOptions {
    const elsewhere = { env: false, configFile: false } as const;
    if (!(this.#server instanceof RedisCluster)) return { ...options, ...elsewhere, url: this.#server.url };
    const nodes = this.nodes.map(({ host, port }) => ({ host, port }));
    return {
      ...options,
      ...elsewhere,
      defaults: { ...options.defaults, topology: 'cluster', nodes },
      expiry: { ...CLUSTER_EXPIRY, ...options.expiry },
    };
  }

  /**
   * Makes sure that every pool of an application is on this server, so that nothing else is ever emptied.
   * @throws Error naming the pool and where it is
   */
  check(pools: RedisConnectionManager): void {
    for (const alias of pools.aliases()) {
      const elsewhere = addressesOf(pools.client(alias)).find((address) => !this.#has(address));
      if (elsewhere === undefined) continue;
      throw new Error(
        `Pool "${alias}" is at ${elsewhere}, not on the server of RedisTestingModule, which may be emptied by tests. ` +
          'Take its address out of the options.',
      );
    }
  }

  /** Ends the server, unless it belongs to the caller. */
  async stop(): Promise<void> {
    if (this.#isOwn) await this.#server.stop();
  }

  #has(address: string): boolean {
    return this.nodes.some(
      ({ host, port, socketPath }) => address === `${host}:${port}` || address === socketPath,
    );
  }
}

/** Where a client is connected to. */
function addressesOf(client: RedisClient): string[] {
  const nodes = 'nodes' in client ? client.nodes('all') : [client];
  return nodes.map(({ options: { path, host = '127.0.0.1', port = 6379 } }) => path ?? `${host}:${port}`);
}
