/** What a subscription hands over. */
export interface ChannelMessage<T = unknown> {
  /** As the publisher named it, without the tenant. */
  readonly channel: string;
  /** What was published; with `model` an instance of it. */
  readonly value: T;
  /** When this process received it: not when it was published. */
  readonly receivedAt: Date;
}

/**
 * Messages may have been missed. `'connection'`: none arrived for `missedMs`, because the connection was lost; what was
 * published meanwhile is gone. `'overflow'`: the queue was full, and so far `dropped` messages were thrown away.
 */
export type ChannelGap =
  | { readonly reason: 'connection'; readonly missedMs: number }
  | { readonly reason: 'overflow'; readonly dropped: number };
