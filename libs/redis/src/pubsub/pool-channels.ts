import { GuardedCluster } from '../connections/guarded-cluster.js';
import type { ChannelAddress, ChannelSink } from './channel-sink.js';
import { openNodeConnection, openOwnConnection } from './own-connection.js';
import { ShardRouter } from './shard-router.js';
import type { SubscriberPools } from './subscriber-pools.js';
import { SubscriptionLine } from './subscription-line.js';

/** A subscription that somebody holds. */
export interface OpenChannel {
  /** Ends it; the sink hears nothing more. May be called again. */
  close(): void;
  /** Reads no more from the server, or goes on. Without effect on a shared connection. */
  setPaused(isPaused: boolean): void;
}

/** Everything that is listened to in one pool: over its shared connection, unless that cannot be. */
export class PoolChannels {
  readonly #pools: SubscriberPools;
  readonly #alias: string;
  readonly #own = new Set<SubscriptionLine>();
  #shared: SubscriptionLine | undefined;
  #router: ShardRouter | undefined;

  constructor(pools: SubscriberPools, alias: string) {
    this.#pools = pools;
    this.#alias = alias;
  }

  /**
   * Listens over the pool's connection, together with others; to a sharded channel of a cluster over that to its node.
   * @throws UnknownPoolError | PoolUnavailableError
   */
  open(address: ChannelAddress, sink: ChannelSink): OpenChannel {
    const client = this.#pools.client(this.#alias);
    if (address.kind === 'ssubscribe' && client instanceof GuardedCluster) {
      const router = this.#routerOf(client);
      router.add(address.name, sink);
      return { close: () => router.remove(address.name, sink), setPaused: () => undefined };
    }
    const line = (this.#shared ??= new SubscriptionLine(this.#alias, this.#pools.subscriber(this.#alias)));
    line.add(address, sink);
    return { close: () => line.remove(address, sink), setPaused: () => undefined };
  }

  /**
   * Listens over a connection for this sink alone, so that it can be paused.
   * @throws UnknownPoolError | PoolUnavailableError
   */
  openAlone(address: ChannelAddress, sink: ChannelSink): OpenChannel {
    const line = new SubscriptionLine(this.#alias, openOwnConnection(this.#pools, this.#alias));
    this.#own.add(line);
    line.add(address, sink);
    return {
      close: () => {
        line.remove(address, sink);
        line.close();
        this.#own.delete(line);
      },
      setPaused: (isPaused) => line.setPaused(isPaused),
    };
  }

  close(): void {
    this.#shared?.release();
    this.#router?.close();
    for (const line of this.#own) line.close();
    this.#own.clear();
  }

  #routerOf(cluster: GuardedCluster): ShardRouter {
    return (this.#router ??= new ShardRouter(cluster, (node) =>
      openNodeConnection(this.#pools, this.#alias, node),
    ));
  }
}
