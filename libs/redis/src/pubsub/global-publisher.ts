import { ChannelPublisher } from './channel-publisher.js';

/**
 * Publishes to channels that belong to no tenant: their names are as they are given, for all tenants and for other
 * programs. The name of a tenant's channel is refused with InvalidArgumentError.
 */
export class GlobalPublisher extends ChannelPublisher {
  /** @internal */
  protected override nameOf(channel: string): string {
    return this.runtime.names.global(channel);
  }
}
