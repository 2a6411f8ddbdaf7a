import { beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import { settledHeapBytes } from '../../support/garbage-collection.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, usePubSub } from './pubsub-fixture.js';

describe.each(topologies)('a subscription that has ended on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });
  let tenant: string;
  beforeEach(() => {
    tenant = uniqueName('acme');
  });

  /** Connections that listen to the tenant's channel, as the server of the shared connection has them. */
  async function listeners(channel: string): Promise<number> {
    const { app } = pubsub;
    const name = app.runtime.names.ofTenant(parseTenantId(tenant), channel);
    const [, count] = (await app.manager.subscriber('pubsub').call('PUBSUB', 'NUMSUB', name)) as [
      string,
      number,
    ];
    return count;
  }

  async function patterns(): Promise<number> {
    return Number(await pubsub.app.manager.subscriber('pubsub').call('PUBSUB', 'NUMPAT'));
  }

  /** Ways to end; each begins with a live subscription with a message in its queue. */
  const ENDS: Record<string, (channel: string) => Promise<void>> = {
    break: async (channel) => {
      for await (const _ of await live(channel)) break;
    },
    return: async (channel) => {
      const messages = await live(channel);
      await (async () => {
        for await (const { value } of messages) return value;
        return undefined;
      })();
    },
    'an exception': async (channel) => {
      const messages = await live(channel);
      const loop = async (): Promise<void> => {
        for await (const _ of messages) throw new Error('of the loop');
      };
      await expect(loop()).rejects.toThrow('of the loop');
    },
    'a signal, while it is read': async (channel) => {
      const controller = new AbortController();
      const messages = await live(channel, controller.signal);
      let count = 0;
      for await (const _ of messages) {
        count += 1;
        setImmediate(() => controller.abort());
      }
      expect(count).toBe(1);
    },
    'a signal, before it is read': async (channel) => {
      const controller = new AbortController();
      const messages = await live(channel, controller.signal);
      controller.abort();
      expect(await take(messages, 1)).toEqual([]);
    },
    close: async (channel) => {
      const messages = await live(channel);
      const waiting = take(messages, 2);
      messages.close();
      messages.close();
      expect(await waiting).toEqual(['hello']);
      expect(await take(messages, 1)).toEqual([]);
    },
    drain: async (channel) => {
      const messages = await live(channel);
      messages.drain();
      expect(await take(messages, 2)).toEqual(['hello']);
    },
  };

  async function live(channel: string, signal?: AbortSignal) {
    const { app } = pubsub;
    const messages = app.subscriber(tenant).subscribe(channel, { signal });
    await messages.ready();
    await app.publisher(tenant).publish(channel, 'hello');
    await expect.poll(() => messages.queued).toBe(1);
    return messages;
  }

  it.each(Object.keys(ENDS))('by %s leaves nothing on the server', async (end) => {
    const other = pubsub.app.subscriber(tenant).subscribe('other');
    await other.ready();
    await ENDS[end]?.('orders');
    await expect.poll(async () => listeners('orders')).toBe(0);
    expect(await listeners('other')).toBe(1);
  });

  it('leaves those alone that listen to the same channel', async () => {
    const { app } = pubsub;
    const [first, second] = [
      app.subscriber(tenant).subscribe('orders'),
      app.subscriber(tenant).subscribe('orders'),
    ];
    await Promise.all([first.ready(), second.ready()]);
    expect(await listeners('orders')).toBe(1);
    first.close();
    await app.publisher(tenant).publish('orders', 'still there');
    expect(await take(second, 1)).toEqual(['still there']);
  });

  it('can be followed by another at once, in any order of events', async () => {
    const { app } = pubsub;
    for (let round = 0; round < 200; round += 1) {
      const before = app.subscriber(tenant).subscribe('orders');
      if (round % 3 === 0) await before.ready();
      before.close();
      const after = app.subscriber(tenant).subscribe('orders');
      if (round % 2 === 0) before.close();
      await after.ready();
      await app.publisher(tenant).publish('orders', round);
      expect(await take(after, 1)).toEqual([round]);
      after.close();
    }
    await expect.poll(async () => listeners('orders')).toBe(0);
  });

  it('was never made, if its signal was aborted before', async () => {
    const messages = pubsub.app.subscriber(tenant).subscribe('orders', { signal: AbortSignal.abort() });
    expect(await take(messages, 1)).toEqual([]);
    expect(await listeners('orders')).toBe(0);
  });

  it('leaves nothing behind, 10,000 times: on the server, in memory, on the signal or the connection', async () => {
    const { app } = pubsub;
    const subscriber = app.subscriber(tenant);
    const { signal } = new AbortController();
    const connection = app.manager.subscriber('pubsub');
    await subscriber.subscribe('first').ready();
    const patternsBefore = await patterns();
    const cycle = async (index: number): Promise<void> => {
      const messages =
        index % 2 === 0
          ? subscriber.subscribe(`orders:${index}`, { signal })
          : subscriber.subscribe({ pattern: `orders:${index}:*` }, { signal });
      if (index % 10 < 5) await messages.ready();
      messages.close();
    };
    const cycles = async (from: number, count: number): Promise<void> => {
      for (let index = from; index < from + count; index += 100) {
        await Promise.all(Array.from({ length: 100 }, async (_, offset) => cycle(index + offset)));
      }
    };
    await cycles(0, 2_000);
    const before = await settledHeapBytes();
    await cycles(2_000, 10_000);
    await expect.poll(patterns).toBe(patternsBefore);
    await expect.poll(async () => channelsOnServer(app)).toBe(1);
    expect((await settledHeapBytes()) - before).toBeLessThan(3_000_000);
    expect(connection.listenerCount('message')).toBe(1);
    expect(connection.listenerCount('ready')).toBeLessThan(5);
  });

  /** Channels of this test's tenant that anybody listens to. */
  async function channelsOnServer({ manager, runtime }: typeof pubsub.app): Promise<number> {
    const pattern = runtime.names.patternOfTenant(parseTenantId(tenant), '*');
    const channels = await manager.subscriber('pubsub').call('PUBSUB', 'CHANNELS', pattern);
    return (channels as string[]).length;
  }
});
