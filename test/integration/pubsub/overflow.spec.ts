import { Redis } from 'ioredis';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChannelGap } from '../../../libs/redis/src/pubsub/channel-message.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { topologies } from '../../support/topologies.js';
import { useOwnServer } from '../../support/own-server.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, TestPubSub, usePubSub } from './pubsub-fixture.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe.each(topologies)('a subscription that is not read as fast as messages come on $name', (topology) => {
  const logger = new RecordingLogger();
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant', logger });
  let tenant: string;
  beforeEach(() => {
    tenant = uniqueName('acme');
    logger.warnings.length = 0;
  });

  async function publish(values: readonly number[]): Promise<void> {
    const publisher = pubsub.app.publisher(tenant);
    await Promise.all(values.map(async (value) => publisher.publish('orders', value)));
  }

  /** Resolves when everything published so far has been delivered to whoever listens. */
  async function delivered(): Promise<void> {
    const barrier = pubsub.app.subscriber(tenant).subscribe('orders', { maxQueue: 1_000_000 });
    await barrier.ready();
    await publish([-1]);
    for await (const { value } of barrier) if (value === -1) break;
  }

  it('drops the oldest messages, and tells how many', async () => {
    const gaps: ChannelGap[] = [];
    const orders = pubsub.app
      .subscriber(tenant)
      .subscribe('orders', { maxQueue: 10, onGap: (gap) => gaps.push(gap) });
    await orders.ready();
    await publish(numbers(100));
    await delivered();
    expect(await take(orders, 10)).toEqual([...numbers(100).slice(-9), -1]);
    expect(orders.dropped).toBe(91);
    expect(gaps.at(-1)).toEqual({ reason: 'overflow', dropped: 91 });
    await publish([7]);
    expect(await take(orders, 1)).toEqual([7]);
  });

  it('says so in the log, if nobody else is told, not once per message', async () => {
    const orders = pubsub.app.subscriber(tenant).subscribe('orders', { maxQueue: 10 });
    await orders.ready();
    await publish(numbers(1_000));
    await delivered();
    expect(logger.warnings.filter((line) => line.includes('were dropped'))).not.toEqual([]);
    expect(logger.warnings.length).toBeLessThan(5);
  });

  it('ends with an error after what is queued, if asked', async () => {
    const orders = pubsub.app.subscriber(tenant).subscribe('orders', { maxQueue: 3, overflow: 'error' });
    await orders.ready();
    await publish(numbers(10));
    await delivered();
    const read: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const { value } of orders) read.push(value);
    };
    await expect(loop()).rejects.toMatchObject({ name: 'ChannelOverflowError', details: { maxQueue: 3 } });
    expect(read).toEqual([0, 1, 2]);
    expect(await take(orders, 1)).toEqual([]);
  });

  it('stops reading, if asked: everything arrives, nobody else waits, and memory stays bounded', async () => {
    const { app } = pubsub;
    const slow = app.subscriber(tenant).subscribe('orders', { maxQueue: 10, overflow: 'pause' });
    const fast = app.subscriber(tenant).subscribe('orders', { maxQueue: 1_000_000 });
    await Promise.all([slow.ready(), fast.ready()]);
    const text = 'x'.repeat(10_000);
    const publisher = app.publisher(tenant);
    await Promise.all(numbers(500).map(async (number) => publisher.publish('orders', { number, text })));
    const all = await take(fast, 500);
    expect(all).toHaveLength(500);
    expect(slow.queued).toBeLessThan(10 + 20);
    const values = (await take(slow, 500)) as { number: number }[];
    expect(values.map(({ number }) => number)).toEqual(numbers(500));
    expect(slow.dropped).toBe(0);
  });

  it('never lets a message without a reader pile up beyond its queue', async () => {
    const orders = pubsub.app.subscriber(tenant).subscribe('orders', { maxQueue: 5 });
    await orders.ready();
    await publish(numbers(5_000));
    await delivered();
    expect(orders.queued).toBe(5);
  });
});

describe('a subscription that is paused for longer than the server buffers', () => {
  const own = useOwnServer();

  it('loses its connection, goes on, and tells of the gap', async () => {
    const app = new TestPubSub(own.manager);
    const admin = new Redis(own.server.url);
    try {
      await admin.config('SET', 'client-output-buffer-limit', 'pubsub 200kb 200kb 1');
      const gaps: ChannelGap[] = [];
      const slow = app
        .subscriber('acme')
        .subscribe('orders', { maxQueue: 2, overflow: 'pause', onGap: (gap) => gaps.push(gap) });
      await slow.ready();
      const text = 'x'.repeat(100_000);
      for (let number = 0; number < 300; number += 1)
        await app.publisher('acme').publish('orders', { number, text });
      const loop = (async () => {
        for await (const { value } of slow) if (value === 'end') break;
      })();
      await expect.poll(() => gaps, { timeout: 10_000 }).toMatchObject([{ reason: 'connection' }]);
      await app.publisher('acme').publish('orders', 'end');
      await loop;
    } finally {
      admin.disconnect();
      app.runtime.hub.close();
    }
  });
});
