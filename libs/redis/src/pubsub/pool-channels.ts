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
  #sharded: SubscriptionLine | undefined;
  #shardedSinks = 0;
  #router: ShardRouter | undefined;

  constructor(pools: SubscriberPools, alias: string) {
    this.#pools = pools;
    this.#alias = alias;
  }

  /**
   * Listens over the pool's connection, together with others; to sharded channels over one of their own, in a cluster
   * over that to their node.
   * @throws UnknownPoolError | PoolUnavailableError
   */
  open(address: ChannelAddress, sink: ChannelSink): OpenChannel {
    const client = this.#pools.client(this.#alias);
    if (address.kind === 'ssubscribe' && client instanceof GuardedCluster) {
      const router = this.#routerOf(client);
      router.add(address.name, sink);
      return { close: () => router.remove(address.name, sink), setPaused: () => undefined };
    }
    if (address.kind === 'ssubscribe') return this.#openSharded(address, sink);
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
    this.#sharded?.close();
    this.#router?.close();
    for (const line of this.#own) line.close();
    this.#own.clear();
  }

  /**
   * The server counts sharded channels apart. ioredis takes a count of 0 for the end of all subscriptions, and drops the
   * messages of the others from then on: so they are not to share a connection.
   */
  #openSharded(address: ChannelAddress, sink: ChannelSink): OpenChannel {
    const line = (this.#sharded ??= new SubscriptionLine(
      this.#alias,
      openOwnConnection(this.#pools, this.#alias),
    ));
    let isOpen = true;
    this.#shardedSinks += 1;
    line.add(address, sink);
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.#shardedSinks -= 1;
      line.remove(address, sink);
      if (this.#shardedSinks > 0) return;
      line.close();
      this.#sharded = undefined;
    };
    return { close, setPaused: () => undefined };
  }

  #routerOf(cluster: GuardedCluster): ShardRouter {
    return (this.#router ??= new ShardRouter(cluster, (node) =>
      openNodeConnection(this.#pools, this.#alias, node),
    ));
  }
}
