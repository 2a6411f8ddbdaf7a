import { FaultProxy, waitUntil } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { ChannelGap } from '../../../libs/redis/src/pubsub/channel-message.js';
import { connect } from '../../support/topologies.js';
import { useOwnServer } from '../../support/own-server.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, TestPubSub } from './pubsub-fixture.js';

/** Publishes a number until the subscription has one. */
async function expectDelivery(
  app: TestPubSub,
  tenant: string,
  channel: string,
  messages: AsyncIterable<{ readonly value: unknown }>,
): Promise<void> {
  let isReceived = false;
  const received = take(messages, 1).then(() => (isReceived = true));
  await waitUntil(async () => {
    await app
      .publisher(tenant)
      .publish(channel, 'hello', { pool: 'default' })
      .catch(() => 0);
    return isReceived;
  });
  await received;
}

describe('a subscription whose connection is lost', () => {
  let proxy: FaultProxy;
  let app: TestPubSub;
  let tenant: string;
  let gaps: ChannelGap[];
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  beforeEach(async () => {
    const { hostname, port } = new URL(inject('redisUrl'));
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    app = new TestPubSub(
      await connect({
        url: inject('redisUrl'),
        pools: { pubsub: { url: proxy.url, commandTimeoutMs: 500, connectTimeoutMs: 500 } },
      }),
    );
    tenant = uniqueName('acme');
    gaps = [];
    rejections.length = 0;
    process.on('unhandledRejection', onRejection);
  });
  afterEach(async () => {
    process.off('unhandledRejection', onRejection);
    await app.close();
    await proxy.close();
    // One that nobody handles would end a process.
    if (rejections.length > 0) throw new Error(`rejections that nobody handled: ${String(rejections)}`);
  });

  it.each(['drop-oldest', 'pause'] as const)('goes on, and tells of the gap (%s)', async (overflow) => {
    const orders = app.subscriber(tenant).subscribe('orders', { overflow, onGap: (gap) => gaps.push(gap) });
    const all = app.subscriber(tenant).subscribe({ pattern: '*' }, { overflow });
    await Promise.all([orders.ready(), all.ready()]);
    expect(gaps).toEqual([]);
    proxy.cut();
    await expectDelivery(app, tenant, 'orders', orders);
    await expectDelivery(app, tenant, 'orders', all);
    await expect.poll(() => gaps).toHaveLength(1);
    expect(gaps).toMatchObject([{ reason: 'connection' }]);
    expect(gaps[0]?.reason === 'connection' && gaps[0].missedMs).toBeGreaterThanOrEqual(10);
  });

  it('goes on also after a second loss before the server has confirmed', async () => {
    const orders = app.subscriber(tenant).subscribe('orders');
    await orders.ready();
    const connection = app.manager.subscriber('pubsub');
    for (let round = 0; round < 3; round += 1) {
      const ready = new Promise<void>((resolve) => connection.once('ready', resolve));
      proxy.cut();
      await ready;
      proxy.blackHole();
      proxy.cut();
      await proxy.heal();
    }
    await expectDelivery(app, tenant, 'orders', orders);
  });

  it('that nobody wants any more does not come back', async () => {
    const orders = app.subscriber(tenant).subscribe('orders');
    const kept = app.subscriber(tenant).subscribe('kept');
    await Promise.all([orders.ready(), kept.ready()]);
    proxy.refuse();
    proxy.cut();
    orders.close();
    await proxy.heal();
    await expectDelivery(app, tenant, 'kept', kept);
    expect(await app.publisher(tenant).publish('orders', 1, { pool: 'default' })).toBe(0);
  });

  it('can be made while there is none, and is live when there is one', async () => {
    await app.subscriber(tenant).subscribe('earlier').ready();
    proxy.refuse();
    proxy.cut();
    const orders = app.subscriber(tenant).subscribe('orders', { onGap: (gap) => gaps.push(gap) });
    await expect(orders.ready()).rejects.toMatchObject({ details: { pool: 'pubsub' } });
    await proxy.heal();
    await orders.ready().catch(() => undefined);
    await expectDelivery(app, tenant, 'orders', orders);
    // It has not missed what it never had.
    expect(gaps).toEqual([]);
  });

  it('notices a connection that is silent for ever', async () => {
    const orders = app.subscriber(tenant).subscribe('orders', { onGap: (gap) => gaps.push(gap) });
    await orders.ready();
    proxy.blackHole();
    // A lost route says nothing; the heartbeat does, after 10 s and the command timeout.
    await expect.poll(() => app.manager.subscriber('pubsub').status, { timeout: 20_000 }).not.toBe('ready');
    await proxy.heal();
    await expectDelivery(app, tenant, 'orders', orders);
    await expect.poll(() => gaps).toHaveLength(1);
  });
});

describe('a subscription to a server', () => {
  const own = useOwnServer();

  it('that is restarted goes on', async () => {
    const app = new TestPubSub(own.manager);
    const orders = app.subscriber('acme').subscribe('orders');
    await orders.ready();
    await own.server.restart();
    await expectDelivery(app, 'acme', 'orders', orders);
    app.runtime.hub.close();
  });

  it('whose connections an administrator kills goes on', async () => {
    const app = new TestPubSub(own.manager);
    const orders = app.subscriber('acme').subscribe('orders');
    await orders.ready();
    await own.manager.client('default').call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expectDelivery(app, 'acme', 'orders', orders);
    app.runtime.hub.close();
  });

  it('that refuses it fails, and says why', async () => {
    const app = new TestPubSub(own.manager);
    const client = own.manager.client('default');
    await client.call('ACL', 'SETUSER', 'default', 'resetchannels', '&acme:channel:public*');
    const refused = app.subscriber('acme').subscribe('orders');
    const reading = take(refused, 1);
    await expect(refused.ready()).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
    await expect(reading).rejects.toThrow(/subscribe of "acme:channel:orders" in pool "pubsub".*NOPERM/);
    expect(await take(refused, 1)).toEqual([]);
    await expect(app.publisher('acme').publish('orders', 1)).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
    });
    const allowed = app.subscriber('acme').subscribe('public');
    await allowed.ready();
    app.runtime.hub.close();
  });

  it('ends with the pools', async () => {
    const app = new TestPubSub(own.manager);
    const orders = app.subscriber('acme').subscribe('orders');
    const alone = app.subscriber('acme').subscribe('orders', { overflow: 'pause' });
    await Promise.all([orders.ready(), alone.ready()]);
    const reading = [take(orders, 1), take(alone, 1)];
    await own.manager.close();
    expect(await reading[0]).toEqual([]);
    expect(await take(app.subscriber('acme').subscribe('later'), 1)).toEqual([]);
    app.runtime.hub.close();
    expect(await reading[1]).toEqual([]);
    expect(() => app.subscriber('acme').subscribe('orders')).toThrow(/has closed its subscriptions/);
  });
});
