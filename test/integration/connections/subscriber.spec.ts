import type { EventEmitter } from 'node:events';
import { FaultProxy, waitUntil } from '@tenantry/redis-testing';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { GuardedRedis } from '../../../libs/redis/src/connections/guarded-redis.js';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import type { SubscriberConnection } from '../../../libs/redis/src/connections/subscriber-connection.js';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

/** Publishes until the subscriber has the message: how long a reconnection takes is nobody's business. */
async function expectDelivery(
  manager: RedisConnectionManager,
  subscriber: Pick<EventEmitter, 'on' | 'off'>,
  channel: string,
): Promise<void> {
  const received: string[] = [];
  const listener = (from: string, message: string): void => void received.push(`${from} ${message}`);
  subscriber.on('message', listener);
  await waitUntil(async () => {
    await manager
      .client('default')
      .publish(channel, 'hello')
      .catch(() => 0);
    return received.includes(`${channel} hello`);
  });
  subscriber.off('message', listener);
}

describe.each(topologies)('the subscriber of a pool on $name', (topology) => {
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    manager = await connect(topology.options());
  });
  afterEach(async () => manager.close());

  it('receives what is published to channels and patterns', async () => {
    const channel = uniqueName('channel');
    const subscriber = manager.subscriber('pubsub');
    const byPattern: string[] = [];
    subscriber.on('pmessage', (_pattern, from, message) => byPattern.push(`${from} ${message}`));
    await subscriber.psubscribe(`${channel}*`);
    await subscriber.subscribe(channel);
    await expectDelivery(manager, subscriber, channel);
    await waitUntil(() => byPattern.includes(`${channel} hello`));
  });

  it('is the same connection at every call, apart from the client', async () => {
    const subscriber = manager.subscriber('pubsub');
    expect(manager.subscriber('pubsub')).toBe(subscriber);
    expect(manager.subscriber('user')).not.toBe(subscriber);
    expect(subscriber).not.toBe(manager.client('pubsub'));
    expect(String(await subscriber.call('CLIENT', 'INFO'))).toContain(' name=tenantry:pubsub:subscriber ');
  });

  it('is closed with the pools', async () => {
    const subscriber = manager.subscriber('pubsub');
    await subscriber.subscribe(uniqueName('channel'));
    await manager.close();
    expect(subscriber.status).toBe('end');
    expect(() => manager.subscriber('user')).toThrow(/closed/);
  });

  it('never used is closed too', async () => {
    const subscriber = manager.subscriber('pubsub');
    await manager.close();
    expect(subscriber.status).toBe('end');
  });
});

describe('the subscriber of a pool whose connection is lost', () => {
  let proxy: FaultProxy;
  let manager: RedisConnectionManager;
  let subscriber: SubscriberConnection;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    const options: CoreModuleOptions = { url: inject('redisUrl'), pools: { pubsub: proxy.url } };
    manager = await connect(options);
    subscriber = manager.subscriber('pubsub');
    process.on('unhandledRejection', onRejection);
    rejections.length = 0;
  });
  afterEach(async () => {
    process.off('unhandledRejection', onRejection);
    await manager.close();
    await proxy.close();
  });

  it('has its subscriptions back', async () => {
    const [kept, dropped] = [uniqueName('kept'), uniqueName('dropped')];
    await subscriber.subscribe(kept, dropped);
    await subscriber.unsubscribe(dropped);
    proxy.cut();
    await expectDelivery(manager, subscriber, kept);
    expect(await manager.client('default').publish(dropped, 'x')).toBe(0);
  });

  it('is no exception: connections of your own have theirs back too', async () => {
    const channel = uniqueName('own');
    const client = manager.client('pubsub');
    if (!(client instanceof GuardedRedis)) throw new Error('expected a single server');
    const own = client.duplicate();
    try {
      await own.subscribe(channel);
      proxy.cut();
      await expectDelivery(manager, own, channel);
    } finally {
      own.disconnect();
    }
  });

  it('has them back also if the connection is lost again before the server has confirmed', async () => {
    const channel = uniqueName('channel');
    await subscriber.subscribe(channel);
    for (let round = 0; round < 5; round += 1) {
      const ready = new Promise<void>((resolve) => subscriber.once('ready', resolve));
      proxy.cut();
      await ready;
      // Now SUBSCRIBE is on its way: its confirmation is a push message, so the line goes dead instead.
      proxy.blackHole();
      proxy.cut();
      await proxy.heal();
    }
    await expectDelivery(manager, subscriber, channel);
    expect(rejections).toEqual([]);
  });
});

describe('the subscriber of a cluster whose node is lost', () => {
  it('moves to another node', async () => {
    const nodes = inject('clusterNodes');
    const proxies = nodes.map((node) => new FaultProxy(node));
    await Promise.all(proxies.map(async (proxy) => proxy.listen()));
    const natMap = Object.fromEntries(
      nodes.map(({ host, port }, index) => [
        `${host}:${port}`,
        { host: '127.0.0.1', port: proxies[index]?.port ?? 0 },
      ]),
    );
    const proxied = proxies.map(({ host, port }) => ({ host, port }));
    const manager = await connect({ defaults: { topology: 'cluster', nodes: proxied, natMap } });
    try {
      const subscriber = manager.subscriber('pubsub');
      const channel = uniqueName('channel');
      await subscriber.subscribe(channel);
      const home = proxies.find(({ port }) => port === subscriber.options.port);
      home?.refuse();
      home?.cut();
      await expectDelivery(manager, subscriber, channel);
      expect(subscriber.options.port).not.toBe(home?.port);
    } finally {
      await manager.close();
      await Promise.all(proxies.map(async (proxy) => proxy.close()));
    }
  });
});
