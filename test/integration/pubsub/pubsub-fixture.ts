import type { LoggerService } from '@nestjs/common';
import { afterEach, beforeEach } from 'vitest';
import { createCodec, type CodecName } from '../../../libs/redis/src/codec/value-codec.js';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { explicitTenant } from '../../../libs/redis/src/context/tenant-reference.js';
import { ChannelHub } from '../../../libs/redis/src/pubsub/channel-hub.js';
import { ChannelNames } from '../../../libs/redis/src/pubsub/channel-names.js';
import type { PubSubRuntime } from '../../../libs/redis/src/pubsub/pubsub-runtime.js';
import { RedisPublisher } from '../../../libs/redis/src/pubsub/redis-publisher.js';
import { RedisSubscriber } from '../../../libs/redis/src/pubsub/redis-subscriber.js';
import { silentLogger } from '../../support/silent-logger.js';
import { connect } from '../../support/topologies.js';
import type { HashTag } from '../../../libs/redis/src/keys/key-options.js';

export interface PubSubOptions {
  readonly hashTag?: HashTag;
  readonly codec?: CodecName;
  readonly logger?: LoggerService;
}

/** The pub/sub of one application. */
export class TestPubSub {
  readonly runtime: PubSubRuntime;

  constructor(
    readonly manager: RedisConnectionManager,
    { hashTag = false, codec = 'lossless', logger = silentLogger }: PubSubOptions = {},
  ) {
    this.runtime = {
      pools: manager,
      hub: new ChannelHub(manager),
      names: new ChannelNames({ hashTag }),
      codec: createCodec(codec),
      logger,
    };
  }

  publisher(tenant: string): RedisPublisher {
    return new RedisPublisher(this.#scope(tenant));
  }

  subscriber(tenant: string): RedisSubscriber {
    return new RedisSubscriber(this.#scope(tenant));
  }

  async close(): Promise<void> {
    this.runtime.hub.close();
    await this.manager.close();
  }

  #scope(tenant: string) {
    return { tenantReference: explicitTenant(parseTenantId(tenant)), pubsub: this.runtime };
  }
}

/** A new application for each test of the surrounding `describe`. */
export function usePubSub(
  redis: () => CoreModuleOptions,
  options?: PubSubOptions,
): { readonly app: TestPubSub } {
  let app: TestPubSub;
  beforeEach(async () => {
    app = new TestPubSub(await connect(redis()), options);
  });
  afterEach(async () => app.close());
  return {
    get app() {
      return app;
    },
  };
}

/** The next values, in the order they come. The subscription stays. */
export async function take<T>(messages: AsyncIterable<{ readonly value: T }>, count: number): Promise<T[]> {
  const iterator = messages[Symbol.asyncIterator]();
  const values: T[] = [];
  while (values.length < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    values.push(next.value.value);
  }
  return values;
}
