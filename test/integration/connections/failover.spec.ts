import {
  FaultProxy,
  startCluster,
  startSentinel,
  waitUntil,
  type RedisCluster,
  type RedisSentinel,
} from '@tenantry/redis-testing';
import type { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../support/topologies.js';

const FAILOVER = { timeoutMs: 20_000, everyMs: 50 };

/** Writes until it works, whatever the pool says meanwhile. */
async function expectWritable(manager: RedisConnectionManager, key: string): Promise<void> {
  await waitUntil(
    async () =>
      manager
        .client('default')
        .set(key, '1')
        .then(
          () => true,
          () => false,
        ),
    FAILOVER,
  );
}

describe('a primary that Sentinels watch', () => {
  let deployment: RedisSentinel;
  let manager: RedisConnectionManager;

  beforeAll(async () => {
    deployment = await startSentinel();
    const sentinels = deployment.sentinels.map(({ host, port }) => ({ host, port }));
    manager = await connect({
      appName: 'failover',
      defaults: { topology: 'sentinel', sentinels, name: deployment.name },
    });
  });
  afterAll(async () => {
    await manager.close();
    await deployment.stop();
  });

  it('is used with one database and one name per pool', async () => {
    const info = String(await manager.client('user').call('CLIENT', 'INFO'));
    expect(info).toMatch(/ name=failover:user /);
    expect(info).toMatch(/ db=11 /);
    expect(await manager.client('user').role()).toContain('master');
  });

  it('is followed when another one takes its place', async () => {
    const subscriber = manager.subscriber('pubsub');
    await subscriber.subscribe('channel');
    const received: string[] = [];
    subscriber.on('message', (_channel, message) => received.push(message));
    const old = await deployment.killPrimary();
    await expectWritable(manager, 'key');
    expect(await manager.client('default').role()).toContain('master');
    const server = await manager.client('default').info('server');
    expect(Number(/tcp_port:(\d+)/.exec(server)?.[1])).not.toBe(old.port);
    await waitUntil(async () => {
      await manager
        .client('default')
        .publish('channel', 'hello')
        .catch(() => 0);
      return received.includes('hello');
    }, FAILOVER);
  });
});

describe('a cluster', () => {
  let cluster: RedisCluster;
  let manager: RedisConnectionManager;

  async function start(replicasPerMaster: number): Promise<void> {
    cluster = await startCluster({ replicasPerMaster, nodeTimeoutMs: 1_000 });
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    manager = await connect({ defaults: { topology: 'cluster', nodes } });
    // Connections to every node.
    await Promise.all(keysOfAllNodes.map(async (key) => manager.client('default').set(key, '1')));
  }
  afterEach(async () => {
    await manager.close();
    await cluster.stop();
  });

  const keysOfAllNodes = Array.from({ length: 30 }, (_unused, index) => `key:${index}`);

  async function expectAllWritable(): Promise<void> {
    for (const key of keysOfAllNodes) await expectWritable(manager, key);
  }

  it('is followed when a replica takes the place of its master', async () => {
    await start(1);
    await cluster.kill(0);
    await expectAllWritable();
  });

  it('is found again after all of its nodes were gone', async () => {
    await start(0);
    await Promise.all(cluster.nodes.map(async (node) => node.kill()));
    await waitUntil(async () =>
      manager
        .client('default')
        .get('key')
        .then(
          () => false,
          () => true,
        ),
    );
    await Promise.all(cluster.nodes.map(async (node) => node.restart()));
    await expectAllWritable();
  });
});

describe('a cluster that has moved to other addresses', () => {
  it('is found by the addresses that were configured', async () => {
    const clusters: RedisCluster[] = [];
    /** Stands for a name that leads to wherever the cluster is. */
    const startBehind = async (port: number): Promise<FaultProxy> => {
      const cluster = await startCluster();
      clusters.push(cluster);
      const [node] = cluster.nodes;
      const entrance = new FaultProxy({ host: '127.0.0.1', port: node?.port ?? 0 });
      await entrance.listen(port);
      return entrance;
    };
    let entrance = await startBehind(0);
    const nodes = [{ host: entrance.host, port: entrance.port }];
    const manager = await connect({ defaults: { topology: 'cluster', nodes } });
    try {
      await expectWritable(manager, 'key');
      const { port } = entrance;
      await Promise.all([entrance.close(), clusters[0]?.stop()]);
      entrance = await startBehind(port);
      await expectWritable(manager, 'key');
    } finally {
      await manager.close();
      await entrance.close();
      await Promise.all(clusters.map(async (cluster) => cluster.stop()));
    }
  });
});
