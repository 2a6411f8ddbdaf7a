import { ChannelPublisher } from './channel-publisher.js';
import type { PubSubScope } from './pubsub-runtime.js';

/**
 * Publishes to the channels of one tenant: `publish('orders', order)` reaches those who listen to `orders` as this
 * tenant, and nobody else.
 *
 * Besides the errors of {@link RedisPublisher.publish} it throws MissingTenantError | TenantMismatchError.
 */
export class RedisPublisher extends ChannelPublisher {
  readonly #scope: PubSubScope;

  constructor(scope: PubSubScope) {
    super(scope.pubsub);
    this.#scope = scope;
  }

  /** @internal */
  protected override nameOf(channel: string): string {
    return this.runtime.names.ofTenant(this.#scope.tenantReference.resolve(), channel);
  }
}
