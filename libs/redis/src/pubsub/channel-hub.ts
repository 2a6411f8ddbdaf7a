import type { OnApplicationShutdown } from '@nestjs/common';
import { PoolUnavailableError } from '../connections/connectivity.errors.js';
import { PoolChannels } from './pool-channels.js';
import type { SubscriberPools } from './subscriber-pools.js';

/** The subscriptions of an application, by pool. Nest ends them after the shutdown hooks that may still need them. */
export class ChannelHub implements OnApplicationShutdown {
  readonly #pools: SubscriberPools;
  readonly #channels = new Map<string, PoolChannels>();
  #closed = false;

  constructor(pools: SubscriberPools) {
    this.#pools = pools;
  }

  /**
   * What is listened to in a pool.
   * @throws PoolUnavailableError after {@link ChannelHub.close}
   */
  pool(alias: string): PoolChannels {
    if (this.#closed) {
      throw new PoolUnavailableError(
        alias,
        'subscribe',
        new Error('the application has closed its subscriptions'),
      );
    }
    let channels = this.#channels.get(alias);
    if (channels === undefined) {
      channels = new PoolChannels(this.#pools, alias);
      this.#channels.set(alias, channels);
    }
    return channels;
  }

  /** Ends every subscription: their iterations finish. */
  close(): void {
    this.#closed = true;
    for (const channels of this.#channels.values()) channels.close();
    this.#channels.clear();
  }

  /** Called by Nest. */
  onApplicationShutdown(): void {
    this.close();
  }
}
