import type { PoolAlias } from '../common/pool-alias.js';
import { translateError } from '../connections/translate-reply.js';
import type { PubSubRuntime } from './pubsub-runtime.js';
import { sendPublish, sendShardedPublish } from './send-publish.js';

/** Options of {@link ChannelPublisher.publish}. */
export interface PublishOptions {
  /** Pool whose server passes the message on. @default 'pubsub' */
  readonly pool?: PoolAlias | undefined;
  /**
   * Sharded pub/sub (Redis 7): in a cluster only the node of the channel's slot passes the message on, to subscribers
   * that asked for it with `sharded` too. All channels of a tenant are in one slot.
   * @default false
   */
  readonly sharded?: boolean | undefined;
}

/** Sends values to whoever listens at that moment. Nothing is kept: use a queue for what must not be lost. */
export abstract class ChannelPublisher {
  /** @internal */
  protected readonly runtime: PubSubRuntime;

  constructor(runtime: PubSubRuntime) {
    this.runtime = runtime;
  }

  /** What a channel is called on the server. @internal */
  protected abstract nameOf(channel: string): string;

  /**
   * Sends a value to the subscribers of a channel, in the form in which records store values. What one process publishes
   * in a channel arrives in that order, as long as the connection lasts.
   * @returns how many connections have received it, each for all subscriptions of its process; in a cluster only those
   * of the node that was asked
   * @throws InvalidKeyPartError | UnsupportedValueError before anything is sent
   * @throws CommandRefusedError | ConnectivityError | UnknownPoolError
   */
  async publish(channel: string, value: unknown, options: PublishOptions = {}): Promise<number> {
    const { pools, codec } = this.runtime;
    const { pool = 'pubsub', sharded = false } = options;
    const name = this.nameOf(channel);
    const text = codec.encode(value, 'message');
    const client = pools.client(pool);
    try {
      return await (sharded ? sendShardedPublish(client, name, text) : sendPublish(client, name, text));
    } catch (error) {
      throw translateError(error, { operation: sharded ? 'spublish' : 'publish', pool, key: name });
    }
  }
}
