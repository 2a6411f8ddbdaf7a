import { AsyncResource } from 'node:async_hooks';
import { describeKey } from '../common/describe.js';
import { messageOf, stackOf } from '../common/thrown.js';
import { readModel } from '../codec/model-reader.js';
import type { ChannelGap, ChannelMessage } from './channel-message.js';
import { DeliveredMessage } from './delivered-message.js';
import type { ReceivedMessage } from './received-message.js';
import type { ChannelAddress } from './channel-sink.js';
import { ChannelSubscription } from './channel-subscription.js';
import { ChannelOverflowError } from './pubsub.errors.js';
import type { PubSubRuntime } from './pubsub-runtime.js';
import {
  checkSharded,
  patternOf,
  queueLimits,
  type ChannelSelector,
  type SubscribeOptions,
} from './subscribe-options.js';
import { ThrottledNotice } from './throttled-notice.js';

/** A class that options name as the model. */
type WithModel<T extends object> = SubscribeOptions<T> & {
  readonly model: NonNullable<SubscribeOptions<T>['model']>;
};

const NOTICE_INTERVAL_MS = 1_000;

/** Where a subscription listens, and which of the names that come in are its own. */
export interface ChannelTarget {
  /** Of the channel or pattern on the server. */
  readonly name: string;
  /** The application's name of a channel; undefined if its messages are not for this subscription. */
  readonly channelOf: (name: string) => string | undefined;
}

/** Listens to channels. All subscriptions of a pool share one connection, except those with `overflow: 'pause'`. */
export abstract class ChannelSubscriber {
  /** @internal */
  protected readonly runtime: PubSubRuntime;

  constructor(runtime: PubSubRuntime) {
    this.runtime = runtime;
  }

  /** Where a subscription to a channel listens. @internal */
  protected abstract channelTarget(channel: string): ChannelTarget;

  /** Where a subscription to a pattern listens. @internal */
  protected abstract patternTarget(pattern: string): ChannelTarget;

  /**
   * Listens from now on; `await subscription.ready()` to know since when.
   * ```ts
   * for await (const { value } of subscriber.subscribe('orders', { model: Order, signal })) await this.show(value);
   * ```
   * @throws InvalidArgumentError | InvalidKeyPartError | UnknownPoolError
   * @throws PoolUnavailableError after the pools were closed
   */
  subscribe<T extends object>(
    channel: ChannelSelector,
    options: WithModel<T>,
  ): ChannelSubscription<ChannelMessage<T>>;
  subscribe<T = unknown>(
    channel: ChannelSelector,
    options?: SubscribeOptions,
  ): ChannelSubscription<ChannelMessage<T>>;
  subscribe(selector: ChannelSelector, options: SubscribeOptions = {}): ChannelSubscription<ChannelMessage> {
    const pattern = patternOf(selector);
    const limits = queueLimits(options);
    checkSharded(selector, options);
    const target =
      typeof selector === 'string' ? this.channelTarget(selector) : this.patternTarget(selector.pattern);
    const { pool = 'pubsub', sharded = false, signal } = options;
    const channels = this.runtime.hub.pool(pool);
    const address: ChannelAddress = {
      kind: pattern === null ? (sharded ? 'ssubscribe' : 'subscribe') : 'psubscribe',
      name: target.name,
    };
    return new ChannelSubscription(
      {
        limits,
        read: this.#reader(target, pool, options),
        onGap: this.#gapListener(target.name, pool, options),
        overflowError: () => new ChannelOverflowError(target.name, pool, limits.maxQueue),
        signal,
      },
      (sink) =>
        limits.overflow === 'pause' ? channels.openAlone(address, sink) : channels.open(address, sink),
    );
  }

  #reader(
    { name, channelOf }: ChannelTarget,
    pool: string,
    { model, onUnreadable }: SubscribeOptions,
  ): (message: ReceivedMessage) => ChannelMessage | undefined {
    const { codec, logger } = this.runtime;
    const notice = new ThrottledNotice(NOTICE_INTERVAL_MS, (count) =>
      logger.warn(
        `${count} message(s) in ${describeKey(name)} of pool "${pool}" do not satisfy ${model?.name ?? 'the model'} and were passed over.`,
        'RedisSubscriber',
      ),
    );
    const unreadable = this.#guarded(onUnreadable) ?? (() => notice.happened());
    return (message) => {
      const channel = channelOf(message.name);
      if (channel === undefined) return undefined;
      try {
        const decoded = message.decode(codec);
        const value = model === undefined ? decoded : readModel(decoded, model, 'message');
        return new DeliveredMessage(channel, value, new Date(message.receivedAtMs));
      } catch (error) {
        unreadable(error instanceof Error ? error : new Error(String(error)));
        return undefined;
      }
    };
  }

  #gapListener(name: string, pool: string, { onGap, maxQueue }: SubscribeOptions): (gap: ChannelGap) => void {
    // The log has a line about lost connections already.
    const notice = new ThrottledNotice(NOTICE_INTERVAL_MS, (count) =>
      this.runtime.logger.warn(
        `${count} message(s) in ${describeKey(name)} of pool "${pool}" were dropped: they are not read as fast as they ` +
          `come (maxQueue ${maxQueue ?? 'at its default'}).`,
        'RedisSubscriber',
      ),
    );
    return this.#guarded(onGap) ?? (({ reason }) => (reason === 'overflow' ? notice.happened() : undefined));
  }

  /** The callback in its caller's context, such as the tenant's; what it throws goes to the log. */
  #guarded<Argument>(callback: ((argument: Argument) => void) | undefined) {
    if (callback === undefined) return undefined;
    const bound = AsyncResource.bind(callback);
    return (argument: Argument): void => {
      try {
        bound(argument);
      } catch (error) {
        this.runtime.logger.error(
          `A callback of a subscription failed: ${messageOf(error)}`,
          stackOf(error),
          'RedisSubscriber',
        );
      }
    };
  }
}
