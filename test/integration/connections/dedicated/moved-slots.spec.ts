import { startCluster, type RedisCluster } from '@tenantry/redis-testing';
import slotOf from 'cluster-key-slot';
import { Redis } from 'ioredis';
import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../support/topologies.js';
import { uniqueName } from '../../../support/unique-name.js';

describe('dedicated connections of a cluster whose slots move', () => {
  let cluster: RedisCluster;
  let manager: RedisConnectionManager;

  beforeEach(async () => {
    cluster = await startCluster();
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    manager = await connect({ defaults: { topology: 'cluster', nodes } });
  });
  afterEach(async () => {
    await manager.close();
    await cluster.stop();
  });

  /** Gives the slot of a key without data to another node, and tells all of them. */
  async function move(key: string): Promise<void> {
    const nodes = cluster.nodes.map(({ host, port }) => new Redis(port, host));
    try {
      const slot = slotOf(key);
      const ids = await Promise.all(nodes.map(async (node) => String(await node.call('CLUSTER', 'MYID'))));
      const owners = await Promise.all(
        nodes.map(async (node) => (await node.exists(key).catch(() => -1)) === 0),
      );
      const target = ids[(owners.indexOf(true) + 1) % ids.length] ?? '';
      await Promise.all(nodes.map(async (node) => node.call('CLUSTER', 'SETSLOT', slot, 'NODE', target)));
    } finally {
      nodes.forEach((node) => node.disconnect());
    }
  }

  it('find a watched key where it is now', async () => {
    const key = uniqueName('moved');
    await manager.watch('default', key, async (connection) => connection.exists(key));
    await move(key);
    const result = await manager.watch(
      'default',
      key,
      (_connection, transaction) => void transaction.set(key, '1'),
    );
    expect(result.replies).toEqual(['OK']);
    expect(result.attempts).toBeGreaterThan(1);
    expect(await manager.client('default').get(key)).toBe('1');
  });

  it('find a key that moves between its watching and its change', async () => {
    const key = uniqueName('moved');
    const { replies } = await manager.watch('default', key, async (_connection, transaction) => {
      if (moves++ === 0) await move(key);
      transaction.incr(key);
    });
    expect(replies).toEqual([1]);
    expect(await manager.client('default').get(key)).toBe('1');
  });
  let moves = 0;

  it('of a caller who named the key lead to its new node from the next time on', async () => {
    const key = uniqueName('moved');
    const set = async (): Promise<unknown> =>
      manager.withConnection('default', async (connection) => connection.set(key, '1'), { key });
    const portOf = async (): Promise<unknown> =>
      manager.withConnection('default', (connection) => Reflect.get(connection.options, 'port'), { key });
    const before = await portOf();
    await move(key);
    await expect(set()).rejects.toThrow(/MOVED/);
    await expect.poll(portOf).not.toBe(before);
    expect(await set()).toBe('OK');
  });

  it('count apart for each node', async () => {
    for (let index = 0; index < 30; index += 1) {
      await manager.withConnection('default', async (connection) => connection.ping(), { key: `${index}` });
    }
    expect(manager.poolStatistics('default')).toMatchObject({ createdConnections: 3, maxConnections: 60 });
  });
});
