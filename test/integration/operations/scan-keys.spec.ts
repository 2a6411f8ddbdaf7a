import { startCluster } from '@tenantry/redis-testing';
import { Cluster, type Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import type { RedisClient } from '../../../libs/redis/src/connections/pool-clients.js';
import { escapeGlob } from '../../../libs/redis/src/keys/glob.js';
import { RedisOperations } from '../../../libs/redis/src/operations/redis-operations.js';
import { connect, topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { BYTES, OTHER_BYTES, useOperations } from './operations-fixture.js';

async function collect<T>(keys: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const key of keys) found.push(key);
  return found;
}

function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_unused, index) => `${prefix}:${index}`);
}

describe.each(topologies)('scanKeys on $name', (topology) => {
  const { operations, redis } = useOperations(topology);

  it('finds every key that matches among thousands, on every node', async () => {
    const wanted = named(uniqueName('wanted'), 2_500);
    const others = named(uniqueName('other'), 500);
    await Promise.all([...wanted, ...others].map(async (key) => operations.setex(key, 600, 'value')));
    const prefix = String(wanted[0]).replace(/0$/, '');
    for (const count of [undefined, 10, 10_000]) {
      const found = await collect(operations.scanKeys(`${prefix}*`, count === undefined ? {} : { count }));
      expect(new Set(found)).toEqual(new Set(wanted));
    }
    expect(await collect(operations.scanKeys(`${prefix}7?`))).toHaveLength(10);
    await Promise.all([...wanted, ...others].map(async (key) => operations.delete(key)));
    expect(await collect(operations.scanKeys(`${prefix}*`))).toEqual([]);
  });

  it('looks in the pool it is told, and in no other', async () => {
    const name = uniqueName('aliased');
    await operations.set(name, 'value', { alias: 'handlers' });
    expect(await collect(operations.scanKeys(`${name}*`, { alias: 'handlers' }))).toEqual([name]);
    expect(await collect(operations.scanKeys(`${name}*`))).toEqual(topology.clustered ? [name] : []);
    await operations.delete(name, { alias: 'handlers' });
  });

  it('finds keys of bytes as they are', async () => {
    const prefix = Buffer.concat([OTHER_BYTES, Buffer.from(uniqueName('bytes'))]);
    const keys = [Buffer.concat([prefix, BYTES]), Buffer.concat([prefix, OTHER_BYTES])];
    for (const key of keys) await operations.set(key, 'value');
    const pattern = Buffer.concat([prefix, Buffer.from('*')]);
    const found = await collect(operations.scanKeys(pattern, { as: 'buffer' }));
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining(keys));
    expect(await operations.delete(found[0] ?? '')).toBe(1);
    await operations.delete(found[1] ?? '');
  });

  it('takes the pattern as it is, and escapeGlob makes text inert', async () => {
    const tag = uniqueName('glob');
    const [star, plain] = [`${tag}:a*c`, `${tag}:abc`];
    await operations.set(star, '1');
    await operations.set(plain, '1');
    expect((await collect(operations.scanKeys(`${tag}:a*c`))).toSorted()).toEqual([star, plain]);
    expect(await collect(operations.scanKeys(escapeGlob(star)))).toEqual([star]);
    await operations.delete(star);
    await operations.delete(plain);
  });

  it('takes one step at a time, and no more when the caller has enough', async () => {
    const prefix = uniqueName('steps');
    await Promise.all(named(prefix, 3_000).map(async (key) => operations.setex(key, 600, '1')));
    const scansBefore = await countScans();
    for await (const key of operations.scanKeys(`${prefix}*`, { count: 20 })) {
      expect(key).toContain(prefix);
      break;
    }
    // The other steps would be at least a hundred.
    expect((await countScans()) - scansBefore).toBeLessThan(60);
    await Promise.all(named(prefix, 3_000).map(async (key) => operations.delete(key)));
  });

  it.each([0, -1, 1.5, Number.NaN, 10_001])('refuses a count of %s', async (count) => {
    const scan = operations.scanKeys('*', { count });
    await expect(collect(scan)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'count' },
    });
  });

  async function countScans(): Promise<number> {
    const stats = await Promise.all(
      nodesOf(redis.client('default')).map(async (node) => node.info('commandstats')),
    );
    return stats.reduce((sum, text) => sum + Number(/cmdstat_scan:calls=(\d+)/.exec(text)?.[1] ?? 0), 0);
  }
});

describe.each(topologies)('scanKeys on $name', (topology) => {
  it('fails when the pools are closed, instead of finding nothing', async () => {
    const manager = await connect(topology.options());
    const operations = new RedisOperations(manager);
    await manager.close();
    await expect(collect(operations.scanKeys('*'))).rejects.toMatchObject({
      code: 'POOL_UNAVAILABLE',
      details: { pool: 'default' },
    });
  });
});

/** What the first node that answers thinks of the cluster. */
async function clusterState(client: RedisClient): Promise<string | undefined> {
  const answers = nodesOf(client).map(async (node) => node.cluster('INFO'));
  return /cluster_state:(\w+)/.exec(await Promise.any(answers))?.[1];
}

async function refreshSlots(client: RedisClient): Promise<void> {
  if (!(client instanceof Cluster)) return;
  await new Promise<void>((resolve) => client.refreshSlotsCache(() => resolve()));
}

function nodesOf(client: RedisClient): Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

describe('scanKeys on a cluster of which a node is gone', () => {
  it('fails instead of leaving out its keys', async () => {
    const cluster = await startCluster({ nodeTimeoutMs: 1_000 });
    const manager = await connect({
      pools: {
        default: {
          topology: 'cluster',
          nodes: cluster.nodes.map(({ host, port }) => ({ host, port })),
          commandTimeoutMs: 500,
        },
      },
    });
    try {
      const operations = new RedisOperations(manager);
      const keys = named('key', 100);
      await Promise.all(keys.map(async (key) => operations.set(key, '1')));
      expect(await collect(operations.scanKeys('*'))).toHaveLength(100);
      await cluster.nodes[1]?.kill();
      const incomplete = { details: { pool: 'default' } };
      await expect(collect(operations.scanKeys('*'))).rejects.toMatchObject(incomplete);
      // Also when the other nodes have given it up, and the client has asked them.
      await expect
        .poll(async () => clusterState(manager.client('default')), { timeout: 15_000 })
        .toBe('fail');
      await expect(collect(operations.scanKeys('*'))).rejects.toMatchObject(incomplete);
      await refreshSlots(manager.client('default'));
      await expect(collect(operations.scanKeys('*'))).rejects.toMatchObject(incomplete);
      await Promise.all(cluster.nodes.map(async (node) => node.kill()));
      await expect
        .poll(async () => collect(operations.scanKeys('*')).catch((error: { code: string }) => error.code))
        .toBe('POOL_UNAVAILABLE');
    } finally {
      await manager.close();
      await cluster.stop();
    }
  });
});
