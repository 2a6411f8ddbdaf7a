import { checkKeyPart } from '../keys/key-segment.js';
import { ChannelSubscriber, type ChannelTarget } from './channel-subscriber.js';

/**
 * Listens to channels that belong to no tenant: their names are as they are given. The name of a tenant's channel is
 * refused with InvalidArgumentError, and a pattern passes over the channels of tenants, whatever it says.
 */
export class GlobalSubscriber extends ChannelSubscriber {
  /** @internal */
  protected override channelTarget(channel: string): ChannelTarget {
    return { name: this.runtime.names.global(channel), channelOf: () => channel };
  }

  /** @internal */
  protected override patternTarget(pattern: string): ChannelTarget {
    const { names } = this.runtime;
    return {
      name: checkKeyPart(pattern, 'pattern'),
      channelOf: (name) => (names.isGlobal(name) ? name : undefined),
    };
  }
}
