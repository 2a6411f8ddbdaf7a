import { startCluster, type RedisCluster } from '@tenantry/redis-testing';
import slotOf from 'cluster-key-slot';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../libs/redis/src/context/tenant-id.js';
import type { ChannelGap } from '../../../libs/redis/src/pubsub/channel-message.js';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { take, TestPubSub, usePubSub } from './pubsub-fixture.js';

describe.each(topologies)('sharded pub/sub on $name', (topology) => {
  const pubsub = usePubSub(() => topology.options(), { hashTag: topology.clustered && 'tenant' });

  it('hands messages of many tenants over, each from the node of its slot', async () => {
    const { app } = pubsub;
    const tenants = Array.from({ length: 20 }, () => uniqueName('acme'));
    const subscriptions = tenants.map((tenant) =>
      app.subscriber(tenant).subscribe('orders', { sharded: true }),
    );
    await Promise.all(subscriptions.map(async (each) => each.ready()));
    for (const tenant of tenants) {
      // The node of the slot is the one that counts.
      expect(await app.publisher(tenant).publish('orders', tenant, { sharded: true })).toBe(1);
    }
    for (const [index, each] of subscriptions.entries())
      expect(await take(each, 1)).toEqual([tenants[index]]);
  });

  it('is apart from what is not sharded', async () => {
    const { app } = pubsub;
    const tenant = uniqueName('acme');
    const [sharded, plain] = [
      app.subscriber(tenant).subscribe('orders', { sharded: true }),
      app.subscriber(tenant).subscribe('orders'),
    ];
    await Promise.all([sharded.ready(), plain.ready()]);
    await app.publisher(tenant).publish('orders', 'plain');
    await app.publisher(tenant).publish('orders', 'sharded', { sharded: true });
    expect(await take(sharded, 1)).toEqual(['sharded']);
    expect(await take(plain, 1)).toEqual(['plain']);
  });

  it('leaves no subscription behind, and no connection', async () => {
    const { app } = pubsub;
    const tenant = uniqueName('acme');
    for (let round = 0; round < 50; round += 1) {
      const messages = app.subscriber(tenant).subscribe('orders', { sharded: true });
      if (round % 2 === 0) await messages.ready();
      messages.close();
    }
    await expect.poll(async () => app.publisher(tenant).publish('orders', 1, { sharded: true })).toBe(0);
    const again = app.subscriber(tenant).subscribe('orders', { sharded: true });
    await again.ready();
    await app.publisher(tenant).publish('orders', 'x', { sharded: true });
    expect(await take(again, 1)).toEqual(['x']);
  });
});

describe('sharded channels of a cluster', () => {
  const tenant = 'acme';
  const slot = slotOf(`{${tenant}}`);
  let cluster: RedisCluster;
  let app: TestPubSub;
  const admins: Redis[] = [];

  beforeAll(async () => {
    cluster = await startCluster();
    admins.push(...cluster.nodes.map((node) => new Redis(node.url)));
  });
  afterAll(async () => {
    admins.forEach((admin) => admin.disconnect());
    await cluster.stop();
  });
  beforeEach(async () => {
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    app = new TestPubSub(await connect({ pools: { default: { topology: 'cluster', nodes } } }), {
      hashTag: 'tenant',
    });
  });
  afterEach(async () => app.close());

  /** Which of the nodes says that the slot is its own. */
  async function ownerIndex(): Promise<number> {
    const name = app.runtime.names.ofTenant(parseTenantId(tenant), 'probe');
    const replies = await Promise.allSettled(admins.map(async (admin) => admin.call('SPUBLISH', name, '')));
    return replies.findIndex(({ status }) => status === 'fulfilled');
  }

  /** Gives the slot, which has no keys, to another master, and tells all. */
  async function moveSlot(): Promise<void> {
    const from = await ownerIndex();
    const target = admins[(from + 1) % admins.length];
    const id = String(await target?.call('CLUSTER', 'MYID'));
    const order = [target, admins[from], ...admins].filter((admin) => admin !== undefined);
    for (const admin of order) await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', id);
  }

  it('are followed when their slot moves, again and again, while others of the old node stay', async () => {
    const gaps: ChannelGap[] = [];
    const moved = app
      .subscriber(tenant)
      .subscribe('orders', { sharded: true, onGap: (gap) => gaps.push(gap) });
    const others = Array.from({ length: 30 }, (_, index) => `other${index}`).map((other) =>
      app.subscriber(other).subscribe('orders', { sharded: true }),
    );
    await Promise.all([moved, ...others].map(async (each) => each.ready()));
    for (let round = 1; round <= 3; round += 1) {
      await moveSlot();
      await expect.poll(() => gaps.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(round);
      await expect
        .poll(async () => app.publisher(tenant).publish('orders', round, { sharded: true }))
        .toBeGreaterThan(0);
      const iterator = moved[Symbol.asyncIterator]();
      expect(await iterator.next()).toMatchObject({ value: { value: round } });
    }
    for (const [index, other] of others.entries()) {
      await app.publisher(`other${index}`).publish('orders', 'still there', { sharded: true });
      expect(await take(other, 1)).toEqual(['still there']);
    }
  });

  it('come back when the connection to their node is lost', async () => {
    const orders = app.subscriber(tenant).subscribe('orders', { sharded: true });
    await orders.ready();
    await Promise.all(admins.map(async (admin) => admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub')));
    await expect
      .poll(async () => app.publisher(tenant).publish('orders', 'back', { sharded: true }))
      .toBeGreaterThan(0);
    expect(await take(orders, 1)).toEqual(['back']);
  });

  it('take one connection per node, closed when nobody listens', async () => {
    const shardConnections = async (): Promise<number> => {
      const lists = await Promise.all(
        admins.map(async (admin) => String(await admin.call('CLIENT', 'LIST'))),
      );
      return lists
        .join('\n')
        .split('\n')
        .filter((line) => line.includes(':shard ')).length;
    };
    const subscriptions = Array.from({ length: 100 }, (_, index) =>
      app.subscriber(`tenant${index}`).subscribe('orders', { sharded: true }),
    );
    await Promise.all(subscriptions.map(async (each) => each.ready()));
    expect(await shardConnections()).toBe(3);
    subscriptions.forEach((each) => each.close());
    await expect.poll(shardConnections).toBe(0);
  });
});
