import { describe, expect, it } from 'vitest';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { usePubSub } from './pubsub-fixture.js';

/** The values of a subscription as they come. */
function collect(subscription: AsyncIterable<{ readonly value: unknown }>): unknown[] {
  const values: unknown[] = [];
  void (async () => {
    for await (const { value } of subscription) values.push(value);
  })();
  return values;
}

describe.each(topologies)('Sharded channels beside others on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });

  it.each([
    ['a channel', 'orders'],
    ['a pattern', { pattern: 'order*' }],
  ])('take no messages away from %s when the last of them is closed', async (_what, target) => {
    const tenant = uniqueName('acme');
    const [publisher, subscriber] = [pubsub.app.publisher(tenant), pubsub.app.subscriber(tenant)];
    const orders = subscriber.subscribe(target);
    const sharded = subscriber.subscribe('news', { sharded: true });
    await Promise.all([orders.ready(), sharded.ready()]);
    const received = collect(orders);
    sharded.close();
    // The server has been told.
    await expect.poll(async () => publisher.publish('news', 'nobody', { sharded: true })).toBe(0);
    for (const message of [1, 2, 3]) await publisher.publish('orders', message);
    await expect.poll(() => received).toEqual([1, 2, 3]);
  });

  it('go on when the last of the others is closed', async () => {
    const tenant = uniqueName('acme');
    const [publisher, subscriber] = [pubsub.app.publisher(tenant), pubsub.app.subscriber(tenant)];
    const orders = subscriber.subscribe('orders');
    const sharded = subscriber.subscribe('news', { sharded: true });
    await Promise.all([orders.ready(), sharded.ready()]);
    const received = collect(sharded);
    orders.close();
    const again = subscriber.subscribe('orders');
    await again.ready();
    again.close();
    for (const message of [1, 2, 3]) await publisher.publish('news', message, { sharded: true });
    await expect.poll(() => received).toEqual([1, 2, 3]);
  });
});
