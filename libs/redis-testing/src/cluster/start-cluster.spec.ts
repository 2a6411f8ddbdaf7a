import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../common/wait-until.js';
import type { RedisCluster } from './redis-cluster.js';
import { slotRanges } from './slot-ranges.js';
import { startCluster, type StartClusterOptions } from './start-cluster.js';

const open: { close(): unknown }[] = [];

async function start(options?: StartClusterOptions): Promise<{ cluster: RedisCluster; client: Cluster }> {
  const cluster = await startCluster(options);
  open.push({ close: async () => cluster.stop() });
  const client = new Cluster(
    cluster.nodes.map(({ host, port }) => ({ host, port })),
    { slotsRefreshInterval: 200, redisOptions: { connectTimeout: 1000 } },
  );
  client.on('error', () => undefined);
  open.push({ close: () => client.disconnect() });
  return { cluster, client };
}

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource.close();
});

describe('slotRanges', () => {
  it.each([1, 3, 7])('gives every slot to exactly one of %i masters', (masters) => {
    const ranges = slotRanges(masters);
    expect(ranges).toHaveLength(masters);
    expect(ranges.flat()).toEqual(Array.from({ length: 16_384 }, (_, slot) => slot));
  });
});

describe('startCluster', () => {
  it('serves keys of all slots on three masters', async () => {
    const { cluster, client } = await start();
    expect(cluster.nodes).toHaveLength(3);
    const keys = Array.from({ length: 60 }, (_, index) => `key:${index}`);
    for (const key of keys) await client.set(key, key);
    for (const key of keys) expect(await client.get(key)).toBe(key);
    const sizes = await Promise.all(client.nodes('master').map(async (node) => node.dbsize()));
    expect(sizes.filter((size) => size > 0)).toHaveLength(3);
  });

  it('redirects a key to the node that owns it', async () => {
    const { cluster } = await start();
    // "foo" is in slot 12182, on the third master.
    const [first, , third] = cluster.nodes;
    const node = new Redis(first?.url ?? '', { retryStrategy: () => null });
    open.push({ close: () => node.disconnect() });
    await expect(node.get('foo')).rejects.toThrow(`MOVED 12182 127.0.0.1:${third?.port}`);
  });

  it('promotes a replica when its master is killed, and takes the master back', async () => {
    const { cluster, client } = await start({ replicasPerMaster: 1, nodeTimeoutMs: 1000 });
    expect(cluster.nodes).toHaveLength(6);
    await client.set('foo', 'before');
    await client.wait(1, 2000);
    await cluster.kill(2);
    await waitUntil(async () => (await client.get('foo')) === 'before', {
      what: 'the replica serves the slot',
      timeoutMs: 20_000,
    });
    await cluster.nodes[2]?.restart();
    await waitUntil(() => client.nodes('slave').length === 3, {
      what: 'the former master is a replica',
      timeoutMs: 20_000,
    });
  });

  it('moves a slot with its keys while it serves, also to a master that was added', async () => {
    const { cluster, client } = await start();
    // All of them in slot 12182, on the third master.
    const keys = Array.from({ length: 25 }, (_, index) => `{foo}:${index}`);
    await Promise.all(keys.map(async (key) => client.set(key, key)));
    const added = await cluster.addMaster();
    expect(cluster.nodes).toHaveLength(4);
    for (const [to, node] of [cluster.nodes[0], added].entries()) {
      let steps = 0;
      const moved = await cluster.moveSlot(12_182, to * 3, {
        onStep: async () => {
          steps += 1;
          expect(await client.get(keys[steps] ?? '')).toBe(keys[steps]);
        },
      });
      expect([moved, steps]).toEqual([25, 4]);
      const owner = new Redis(node?.url ?? '', { retryStrategy: () => null });
      open.push({ close: () => owner.disconnect() });
      expect(await owner.cluster('COUNTKEYSINSLOT', 12_182)).toBe(25);
    }
    for (const key of keys) expect(await client.get(key)).toBe(key);
    expect(await cluster.moveSlot(12_182, 3)).toBe(0);
  });

  it('refuses to kill a node it does not have', async () => {
    const { cluster } = await start({ masters: 1 });
    await expect(cluster.kill(1)).rejects.toThrow('nodes 0 to 0, got 1');
  });
});
