import { declareHandler } from '../dispatch/handler.decorator.js';
import type { ChannelSelector } from '../pubsub/subscribe-options.js';
import { resolveHandledChannel } from './handled-channel.js';
import type { OnChannelMessageOptions } from './on-channel-message.options.js';

/** Metadata key of {@link OnChannelMessage}. */
export const ON_CHANNEL_MESSAGE_KEY = Symbol('tenantry:on-channel-message');

/**
 * Makes a method the handler of a channel of every tenant, or of all channels that match a pattern. It is called with a
 * {@link ChannelMessageEvent} inside the `TenantContext` of the tenant whose channel it is, on providers and controllers
 * of any scope: a request-scoped host has the repositories of that tenant. May stand several times on one method, and
 * several methods may handle one channel.
 * ```ts
 * @OnChannelMessage('orders', { model: OrderPlaced })
 * async show({ value, tenant }: ChannelMessageEvent<OrderPlaced>): Promise<void> {
 *   this.sockets.to(tenant).emit('order', value);
 * }
 * ```
 * **Every process receives every message**, and one that is down misses it: for work that has to be done once and
 * reliably use `@OnBatch` or `@OnExpire`. What a handler throws is logged; the message is not repeated.
 *
 * The worker subscribes to a pattern over all tenants, so the server compares each message that is published on it,
 * whatever its channel, with one pattern per handled channel.
 *
 * @throws InvalidArgumentError | InvalidKeyPartError, when the class is loaded, for options out of range
 */
export function OnChannelMessage(
  channel: ChannelSelector,
  options: OnChannelMessageOptions = {},
): MethodDecorator {
  return declareHandler(ON_CHANNEL_MESSAGE_KEY, resolveHandledChannel(channel, options));
}
