import { IsInt, IsString } from 'class-validator';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { GlobalPublisher } from '../../../libs/redis/src/pubsub/global-publisher.js';
import { GlobalSubscriber } from '../../../libs/redis/src/pubsub/global-subscriber.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, TestPubSub, usePubSub } from './pubsub-fixture.js';

/** No pool of these applications, but one that the types allow. */
const NOWHERE = 'analytics';

class Order {
  @IsString() id!: string;
  @IsInt() amount!: number;
}

describe.each(topologies)('pub/sub on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });
  let tenant: string;
  beforeEach(() => {
    tenant = uniqueName('acme');
  });

  it('hands over what was published, as it was', async () => {
    const { app } = pubsub;
    const values = ['text', '123', 42, 2n ** 70n, true, null, { list: [1, { deep: 'ü' }] }, ''];
    const orders = app.subscriber(tenant).subscribe('orders');
    await orders.ready();
    const before = Date.now();
    for (const value of values) await app.publisher(tenant).publish('orders', value);
    expect(await take(orders, values.length)).toEqual(values);
    await app.publisher(tenant).publish('orders', 'last');
    for await (const message of orders) {
      expect(message).toMatchObject({ channel: 'orders', value: 'last' });
      expect(message.receivedAt.getTime()).toBeGreaterThanOrEqual(before);
      break;
    }
  });

  it('keeps the order of what one process publishes, awaited or not', async () => {
    const { app } = pubsub;
    const numbers = Array.from({ length: 500 }, (_, index) => index);
    const orders = app.subscriber(tenant).subscribe('orders');
    await orders.ready();
    await Promise.all(numbers.map(async (number) => app.publisher(tenant).publish('orders', number)));
    for (const number of numbers.slice(0, 50)) await app.publisher(tenant).publish('orders', number);
    expect(await take(orders, 550)).toEqual([...numbers, ...numbers.slice(0, 50)]);
  });

  it('hands a message to every subscription of the channel and every pattern it matches, once', async () => {
    const { app } = pubsub;
    const subscriber = app.subscriber(tenant);
    const subscriptions = [
      subscriber.subscribe('orders:eu'),
      subscriber.subscribe('orders:eu'),
      subscriber.subscribe({ pattern: 'orders:*' }),
      subscriber.subscribe({ pattern: '*' }),
      subscriber.subscribe({ pattern: 'orders:e[a-z]' }),
    ];
    const other = subscriber.subscribe({ pattern: 'orders:?' });
    await Promise.all([...subscriptions, other].map(async (each) => each.ready()));
    await app.publisher(tenant).publish('orders:eu', 1);
    await app.publisher(tenant).publish('orders:eu', 2);
    for (const each of subscriptions) expect(await take(each, 2)).toEqual([1, 2]);
    await app.publisher(tenant).publish('orders:x', 3);
    expect(await take(other, 1)).toEqual([3]);
  });

  it('reads values back as the model', async () => {
    const { app } = pubsub;
    const failures: Error[] = [];
    const orders = app.subscriber(tenant).subscribe('orders', {
      model: Order,
      onUnreadable: (failure) => failures.push(failure),
    });
    await orders.ready();
    await app.publisher(tenant).publish('orders', { id: 'a', amount: 'many' });
    await app.publisher(tenant).publish('orders', { id: 'b', amount: 2 });
    const [order] = await take(orders, 1);
    expect(order).toBeInstanceOf(Order);
    expect(order?.id).toBe('b');
    expect(failures).toMatchObject([{ code: 'MODEL_VALIDATION' }]);
  });

  it('writes what the Python library writes, if asked', async () => {
    const { app } = pubsub;
    const python = new TestPubSub(app.manager, { hashTag: topology.clustered && 'tenant', codec: 'python' });
    const raw: string[] = [];
    const name = app.runtime.names.ofTenant(parseTenantId(tenant), 'orders');
    const subscriber = app.manager.subscriber('pubsub');
    subscriber.on('message', (from, text) => (from === name ? raw.push(text) : undefined));
    await subscriber.subscribe(name);
    await python.publisher(tenant).publish('orders', { ok: true, list: [1, 'ä'] });
    await python.publisher(tenant).publish('orders', true);
    await expect.poll(() => raw).toEqual(['{"ok": true, "list": [1, "ä"]}', '1']);
  });

  it('has channels of no tenant', async () => {
    const { app } = pubsub;
    const channel = uniqueName('news');
    const everywhere = new GlobalSubscriber(app.runtime).subscribe({ pattern: '*' });
    const news = new GlobalSubscriber(app.runtime).subscribe(channel);
    const orders = app.subscriber(tenant).subscribe(channel);
    await Promise.all([everywhere.ready(), news.ready(), orders.ready()]);
    await app.publisher(tenant).publish(channel, "the tenant's");
    await new GlobalPublisher(app.runtime).publish(channel, 'for all');
    expect(await take(news, 1)).toEqual(['for all']);
    expect(await take(orders, 1)).toEqual(["the tenant's"]);
    // Other tests publish on this server too, in tenants' channels mostly.
    const heard: unknown[] = [];
    for await (const message of everywhere) {
      heard.push(message.value);
      if (message.channel === channel) break;
    }
    expect(heard).not.toContain("the tenant's");
    expect(heard).toContain('for all');
  });

  it('refuses what is no value before anything is sent', async () => {
    const publisher = pubsub.app.publisher(tenant);
    await expect(publisher.publish('orders', () => 1)).rejects.toMatchObject({ code: 'UNSUPPORTED_VALUE' });
    await expect(publisher.publish('orders', undefined)).rejects.toMatchObject({ code: 'UNSUPPORTED_VALUE' });
    await expect(publisher.publish('orders', 1, { pool: NOWHERE })).rejects.toMatchObject({
      code: 'UNKNOWN_POOL',
    });
  });

  it('refuses options out of range', () => {
    const subscriber = pubsub.app.subscriber(tenant);
    for (const options of [
      { maxQueue: 0 },
      { maxQueue: 1.5 },
      { maxQueue: 1e9 },
      { sharded: true, overflow: 'pause' as const },
    ]) {
      expect(() => subscriber.subscribe('orders', options)).toThrow(/expected/);
    }
    expect(() => subscriber.subscribe({ pattern: 'a*' }, { sharded: true })).toThrow(/sharded/);
    expect(() => subscriber.subscribe('orders', { pool: NOWHERE })).toThrow(/no pool "analytics"/);
    expect(() => subscriber.subscribe('orders', { overflow: Object('wait') })).toThrow(/overflow/);
  });
});
