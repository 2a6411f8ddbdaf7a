import type { ReceivedMessage } from './received-message.js';

/** The commands that subscribe, and so the ways to receive a message. */
export type SubscriptionKind = 'subscribe' | 'psubscribe' | 'ssubscribe';

/** What a connection is told to listen to: a channel or a pattern, by its name on the server. */
export interface ChannelAddress {
  readonly kind: SubscriptionKind;
  readonly name: string;
}

/** Who wants the messages of a channel. None of these may throw. */
export interface ChannelSink {
  deliver(message: ReceivedMessage): void;
  /** The server has confirmed: messages arrive from now on. Also after each loss. */
  live(): void;
  /** No messages arrive until {@link ChannelSink.live}. */
  lost(): void;
  /** An attempt to subscribe failed; there are more to come. */
  delayed(error: Error): void;
  /** No message will ever come. @param error why; undefined if the pools were closed */
  ended(error?: unknown): void;
}
