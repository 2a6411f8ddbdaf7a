/** What an `@OnChannelMessage` handler is called with. */
export interface ChannelMessageEvent<T = unknown> {
  /** Whose channel it is; the handler runs in this tenant's `TenantContext`. */
  readonly tenant: string;
  /** As the publisher named it, without the tenant. */
  readonly channel: string;
  readonly value: T;
  /** When this process received it. */
  readonly receivedAt: Date;
  /** Aborted when the application stops and its grace period is over. */
  readonly signal: AbortSignal;
}
