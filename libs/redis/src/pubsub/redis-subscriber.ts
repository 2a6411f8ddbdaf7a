import { ChannelSubscriber, type ChannelTarget } from './channel-subscriber.js';
import type { PubSubScope } from './pubsub-runtime.js';

/**
 * Listens to the channels of one tenant, as {@link RedisPublisher} names them: no channel and no pattern reaches those of
 * another. A subscription belongs to the tenant that was known when it was made.
 *
 * Besides the errors of {@link RedisSubscriber.subscribe} it throws MissingTenantError | TenantMismatchError.
 */
export class RedisSubscriber extends ChannelSubscriber {
  readonly #scope: PubSubScope;

  constructor(scope: PubSubScope) {
    super(scope.pubsub);
    this.#scope = scope;
  }

  /** @internal */
  protected override channelTarget(channel: string): ChannelTarget {
    const name = this.runtime.names.ofTenant(this.#scope.tenantReference.resolve(), channel);
    return { name, channelOf: () => channel };
  }

  /** @internal */
  protected override patternTarget(pattern: string): ChannelTarget {
    const { names } = this.runtime;
    const tenant = this.#scope.tenantReference.resolve();
    return {
      name: names.patternOfTenant(tenant, pattern),
      channelOf: (name) => {
        const parsed = names.parse(name);
        return parsed?.tenant === tenant ? parsed.channel : undefined;
      },
    };
  }
}
