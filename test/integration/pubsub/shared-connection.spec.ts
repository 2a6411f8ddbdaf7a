import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { useOwnServer } from '../../support/own-server.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, TestPubSub, usePubSub } from './pubsub-fixture.js';

describe.each(topologies)("a pool's connection for subscriptions on $name", (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });

  it('serves others beside ours, and neither disturbs the other', async () => {
    const { app } = pubsub;
    const tenant = uniqueName('acme');
    const foreign = uniqueName('{exp:test:pubsub:0}:nudge');
    const connection = app.manager.subscriber('pubsub');
    const heard: string[] = [];
    connection.on('message', (name, text) => (name === foreign ? heard.push(text) : undefined));
    await connection.subscribe(foreign);
    const orders = app.subscriber(tenant).subscribe('orders');
    await orders.ready();
    const client = app.manager.client('pubsub');
    await client.publish(foreign, '1');
    await expect.poll(() => heard).toEqual(['1']);
    orders.close();
    await client.publish(foreign, '2');
    await expect.poll(() => heard).toEqual(['1', '2']);
    const again = app.subscriber(tenant).subscribe('orders');
    await again.ready();
    await connection.unsubscribe(foreign);
    await app.publisher(tenant).publish('orders', 'still there');
    expect(await take(again, 1)).toEqual(['still there']);
  });

  it('forgets a subscription that is given up before the server has confirmed it', async () => {
    const connection = pubsub.app.manager.subscriber('pubsub');
    const [dropped, kept] = [uniqueName('dropped'), uniqueName('kept')];
    await connection.subscribe('warm-up');
    const confirmed = connection.subscribe(dropped, kept);
    const given = connection.unsubscribe(dropped);
    await Promise.all([confirmed, given]);
    const ready = new Promise<void>((resolve) => connection.once('ready', resolve));
    connection.disconnect(true);
    await ready;
    // It is answered after the subscriptions that are had back.
    await connection.ping();
    const counts = (await connection.call('PUBSUB', 'NUMSUB', dropped, kept)) as unknown[];
    expect(counts).toEqual([dropped, 0, kept, 1]);
  });
});

describe('the connections of an application', () => {
  const own = useOwnServer();

  it('are one per pool, however many subscriptions there are, and one for each that may pause', async () => {
    const app = new TestPubSub(own.manager);
    const admin = new Redis(own.server.url);
    const subscribers = async (): Promise<number> =>
      String(await admin.client('LIST', 'TYPE', 'PUBSUB'))
        .split('\n')
        .filter((line) => line !== '').length;
    try {
      const shared = Array.from({ length: 200 }, (_, index) =>
        app.subscriber('acme').subscribe(`orders:${index}`),
      );
      await Promise.all(shared.map(async (each) => each.ready()));
      expect(await subscribers()).toBe(1);
      const alone = [1, 2].map(() => app.subscriber('acme').subscribe('orders', { overflow: 'pause' }));
      await Promise.all(alone.map(async (each) => each.ready()));
      expect(await subscribers()).toBe(3);
      alone.forEach((each) => each.close());
      await expect.poll(subscribers).toBe(1);
      shared.forEach((each) => each.close());
      await expect.poll(subscribers).toBe(0);
    } finally {
      admin.disconnect();
      app.runtime.hub.close();
    }
  });
});
