import { startCluster, waitUntil, type RedisCluster } from '@tenantry/redis-testing';
import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { endure } from './outage.js';

describe('500 callers of a cluster', () => {
  let cluster: RedisCluster;
  let reader: Cluster;
  const admins: Redis[] = [];

  async function start(replicasPerMaster: number): Promise<void> {
    cluster = await startCluster({ replicasPerMaster, nodeTimeoutMs: 1_000, config: ['appendonly yes'] });
    reader = new Cluster(cluster.nodes.map(({ host, port }) => ({ host, port })));
  }
  afterEach(async () => {
    for (const admin of admins.splice(0)) admin.disconnect();
    reader.disconnect();
    await cluster.stop();
  });

  const options = () => ({
    url: inject('redisUrl'),
    pools: {
      default: {
        topology: 'cluster' as const,
        nodes: cluster.nodes.map(({ host, port }) => ({ host, port })),
        commandTimeoutMs: 5_000,
        connectTimeoutMs: 1_000,
        acquireTimeoutMs: 3_000,
      },
    },
  });

  /** Waits until these nodes say that every slot is served. */
  async function untilServed(nodes: readonly number[]): Promise<void> {
    const asked = nodes.map((index) => {
      const admin = new Redis(cluster.nodes[index]?.url ?? '', { protocol: 2, enableReadyCheck: false });
      admin.on('error', () => undefined);
      return admin;
    });
    admins.push(...asked);
    await waitUntil(
      async () => {
        const infos = await Promise.all(asked.map(async (admin) => admin.cluster('INFO')));
        return infos.every((info) => info.includes('cluster_state:ok'));
      },
      { timeoutMs: 30_000, everyMs: 10 },
    );
  }

  it('of which a master is killed and started again', async () => {
    await start(0);
    const { errors } = await endure({
      what: 'kill -9 and restart of one of three masters',
      options: options(),
      reader,
      fault: async (load) => {
        await cluster.kill(0);
        await waitUntil(() => load.failures.length > 1_000);
        await cluster.nodes[0]?.restart();
        await untilServed([0, 1, 2]);
      },
    });
    expect(errors).not.toHaveProperty('CommandTimeoutError');
  });

  it('of which a master is killed and a replica takes its place', async () => {
    await start(1);
    const { errors } = await endure({
      what: 'kill -9 of one of three masters, a replica each',
      options: options(),
      reader,
      // Replication is asynchronous: what the replica did not have yet is gone.
      mayLoseWrites: true,
      fault: async (load) => {
        await cluster.kill(0);
        await waitUntil(() => load.failures.length > 100);
        // Until the others have noticed, they go on as if nothing had happened.
        const [, second] = cluster.nodes;
        const admin = new Redis(second?.url ?? '', { protocol: 2 });
        admins.push(admin);
        await waitUntil(async () => String(await admin.cluster('NODES')).includes('fail '), { everyMs: 10 });
        await untilServed([1, 2, 3, 4, 5]);
      },
    });
    expect(errors).not.toHaveProperty('CommandTimeoutError');
  });
});
