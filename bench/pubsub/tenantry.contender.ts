import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { resolveConfig } from '../../libs/redis/src/config/resolve-config.js';
import { RedisConnectionManager } from '../../libs/redis/src/connections/redis-connection.manager.js';
import { parseTenantId } from '../../libs/redis/src/context/tenant-id.js';
import { explicitTenant } from '../../libs/redis/src/context/tenant-reference.js';
import { ChannelHub } from '../../libs/redis/src/pubsub/channel-hub.js';
import { ChannelNames } from '../../libs/redis/src/pubsub/channel-names.js';
import type { PubSubScope } from '../../libs/redis/src/pubsub/pubsub-runtime.js';
import { RedisPublisher } from '../../libs/redis/src/pubsub/redis-publisher.js';
import { RedisSubscriber } from '../../libs/redis/src/pubsub/redis-subscriber.js';
import type { FanOutContender, OrderPlaced } from './fan-out.contender.js';

const QUIET = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** Ours: a `for await` loop for each listener, with the module's defaults but for the length of queues. */
export class TenantryContender implements FanOutContender {
  readonly #manager: RedisConnectionManager;
  readonly #scope: PubSubScope;
  readonly #stop = new AbortController();

  private constructor(manager: RedisConnectionManager) {
    this.#manager = manager;
    const pubsub = {
      pools: manager,
      hub: new ChannelHub(manager),
      names: new ChannelNames({ hashTag: false }),
      codec: createCodec('lossless'),
      logger: QUIET,
    };
    this.#scope = { tenantReference: explicitTenant(parseTenantId('acme')), pubsub };
  }

  static async start(url: string): Promise<TenantryContender> {
    const manager = new RedisConnectionManager(resolveConfig({ env: false, url }), QUIET);
    await manager.connect();
    return new TenantryContender(manager);
  }

  async listen(listeners: number, received: (event: OrderPlaced) => void): Promise<void> {
    const subscriber = new RedisSubscriber(this.#scope);
    const { signal } = this.#stop;
    const listen = async (): Promise<void> => {
      const orders = subscriber.subscribe<OrderPlaced>('orders', { signal, maxQueue: 100_000 });
      void (async () => {
        for await (const { value } of orders) received(value);
      })();
      await orders.ready();
    };
    await Promise.all(Array.from({ length: listeners }, listen));
  }

  async publish(event: OrderPlaced): Promise<unknown> {
    return new RedisPublisher(this.#scope).publish('orders', event);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#scope.pubsub.hub.close();
    await this.#manager.close();
  }
}
