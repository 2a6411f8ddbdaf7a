import { startCluster, startRedis, startSentinel, type RedisServer } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { repositoriesOf } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connectWithHealth, timed, type HealthFixture } from './health-fixture.js';

const TIMEOUT_MS = 500;

function addressOf({ host, port }: RedisServer): string {
  return `${host}:${port}`;
}

/** The health of the default pool, asked anew. */
function poolHealth({ health }: HealthFixture) {
  return async () => (await health.pools('redis', { timeoutMs: TIMEOUT_MS })).redis.pools['default'];
}

describe('The nodes of a cluster', () => {
  it('are all told of: slots, lag, and which has failed', async () => {
    const cluster = await startCluster({ replicasPerMaster: 1, nodeTimeoutMs: 1_000 });
    const primaries = cluster.nodes.slice(0, 3);
    const replicas = cluster.nodes.slice(3);
    const fixture = await connectWithHealth({
      pools: {
        default: { topology: 'cluster', nodes: primaries.map(({ host, port }) => ({ host, port })) },
      },
    });
    const pool = poolHealth(fixture);
    try {
      await expect.poll(async () => (await pool())?.status).toBe('up');
      const whole = await pool();
      expect(whole).toMatchObject({
        slots: { covered: 16_384, total: 16_384, uncovered: [] },
        nodes: expect.arrayContaining([
          ...primaries.map((node) => ({
            node: addressOf(node),
            role: 'primary',
            status: 'up',
            latencyMs: expect.any(Number),
            slots: expect.toSatisfy((slots: number) => slots > 5_400 && slots < 5_500),
          })),
          ...replicas.map((node, index) => ({
            node: addressOf(node),
            role: 'replica',
            status: 'up',
            latencyMs: null,
            replication: {
              primary: `127.0.0.1:${primaries[index]?.port}`,
              link: 'up',
              lagBytes: expect.any(Number),
              lagSeconds: expect.any(Number),
            },
          })),
        ]),
      });
      expect(whole?.nodes).toHaveLength(6);

      // A replica that is gone is missed, and nothing else.
      await replicas[1]?.kill();
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        status: 'degraded',
        message: expect.stringMatching(
          new RegExp(`^replica 127\\.0\\.0\\.1:${replicas[1]?.port}: the cluster says that it has failed$`),
        ),
        nodes: expect.arrayContaining([
          expect.objectContaining({ node: `127.0.0.1:${replicas[1]?.port}`, status: 'down' }),
        ]),
        slots: { covered: 16_384 },
      });

      // Its primary too: nobody takes their slots over.
      await primaries[1]?.kill();
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        status: 'down',
        message: expect.stringMatching(/slots: 546\d of 16384 are missing \(546\d-1092\d\)$/),
        slots: { uncovered: [expect.stringMatching(/^546\d-1092\d$/)] },
      });
      await Promise.all([primaries[1]?.restart(), replicas[1]?.restart()]);
      await expect.poll(pool, { timeout: 60_000, interval: 200 }).toMatchObject({ status: 'up' });
    } finally {
      await fixture.manager.close();
      await cluster.stop();
    }
  }, 180_000);

  it('are down where they serve only a part of the slots, although they may', async () => {
    const cluster = await startCluster({
      nodeTimeoutMs: 1_000,
      config: ['cluster-require-full-coverage no'],
    });
    const fixture = await connectWithHealth({
      pools: {
        default: { topology: 'cluster', nodes: cluster.nodes.map(({ host, port }) => ({ host, port })) },
      },
    });
    const pool = poolHealth(fixture);
    try {
      expect((await pool())?.status).toBe('up');
      await cluster.kill(2);
      await expect
        .poll(pool, { timeout: 30_000, interval: 200 })
        .toMatchObject({ status: 'down', slots: { uncovered: [expect.stringMatching(/^1092\d-16383$/)] } });
    } finally {
      await fixture.manager.close();
      await cluster.stop();
    }
  }, 90_000);
});

describe('The servers behind Sentinels', () => {
  it('are told of with the Sentinels, and with what is missing', async () => {
    const deployment = await startSentinel({ replicas: 2, downAfterMs: 500 });
    const [primary, ...replicas] = deployment.servers;
    const fixture = await connectWithHealth({
      pools: {
        default: {
          topology: 'sentinel',
          name: deployment.name,
          sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
        },
      },
    });
    const pool = poolHealth(fixture);
    try {
      await expect.poll(async () => (await pool())?.status).toBe('up');
      const whole = await pool();
      expect(whole?.sentinels).toEqual({
        nodes: deployment.sentinels.map((node) => ({ node: addressOf(node), status: 'up' })),
        known: 3,
        quorum: 2,
        canFailOver: true,
      });
      expect(whole?.nodes?.map(({ node, role, status }) => ({ node, role, status }))).toEqual([
        { node: `127.0.0.1:${primary?.port}`, role: 'primary', status: 'up' },
        ...replicas
          .map((node) => ({ node: addressOf(node), role: 'replica', status: 'up' }))
          .toSorted((left, right) => order(whole?.nodes, left.node) - order(whole?.nodes, right.node)),
      ]);

      await replicas[0]?.kill();
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        status: 'degraded',
        message: `replica 127.0.0.1:${replicas[0]?.port}: the Sentinels say that it is down`,
      });

      // One Sentinel is missed; without two, nobody could be made the primary.
      await deployment.sentinels[0]?.kill();
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        status: 'degraded',
        message: expect.stringContaining(`Sentinel 127.0.0.1:${deployment.sentinels[0]?.port}: `),
        sentinels: { canFailOver: true },
      });
      deployment.sentinels[1]?.pause();
      const { result, tookMs } = await timed(pool());
      expect(tookMs).toBeLessThan(TIMEOUT_MS + 1_000);
      expect(result).toMatchObject({ status: 'degraded', latencyMs: expect.any(Number) });
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        message: expect.stringContaining('too few Sentinels are there to fail over'),
        sentinels: { canFailOver: false },
      });
    } finally {
      deployment.sentinels.forEach((sentinel) => sentinel.resume());
      await fixture.manager.close();
      await deployment.stop();
    }
  }, 180_000);
});

describe('The replicas of a single server', () => {
  it('are told of, with how far they are behind', async () => {
    const primary = await startRedis({ config: ['repl-diskless-sync-delay 0'] });
    const replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    const { host, port } = primary;
    const fixture = await connectWithHealth({
      pools: { default: { host, port, replicas: [{ host, port: replica.port }] } },
    });
    const { manager, health } = fixture;
    const pool = poolHealth(fixture);
    try {
      await expect.poll(pool).toMatchObject({
        status: 'up',
        nodes: [
          { node: addressOf(primary), role: 'primary', status: 'up' },
          { node: addressOf(replica), role: 'replica', status: 'up', replication: { link: 'up' } },
        ],
      });
      replica.pause();
      await manager.client('default').set('filler', 'x'.repeat(100_000));
      const limits = { timeoutMs: TIMEOUT_MS, degradedAt: { lagSeconds: 2 } };
      await expect
        .poll(async () => (await health.pools('redis', limits)).redis.pools['default'], { timeout: 20_000 })
        .toMatchObject({
          status: 'degraded',
          message: expect.stringMatching(/^replica .*: its lag is \d+ s \(limit 2 s\)$/),
        });
      const byBytes = { timeoutMs: TIMEOUT_MS, degradedAt: { lagBytes: 50_000 } };
      expect((await health.pools('redis', byBytes)).redis.pools['default']?.message).toMatch(
        /its lag is 1\d{5} bytes \(limit 50000 bytes\)/,
      );
      // The limits that hold without being told are wider.
      expect((await health.pingCheck('redis')).redis.status).toBe('up');
      replica.resume();
      await expect.poll(async () => (await health.pools('redis', byBytes)).redis.status).toBe('up');

      // Once it is read from, it is missed even if nobody else knows it any more.
      const { users } = repositoriesOf(tenantScope(manager));
      await users.get('u', { readFrom: 'replica' });
      await replica.kill();
      await expect
        .poll(async () => (await health.pools('redis', limits)).redis.pools['user'])
        .toMatchObject({
          status: 'degraded',
          message: `replica ${addressOf(replica)}: this application cannot reach it`,
        });
    } finally {
      replica.resume();
      await manager.close();
      await Promise.all([primary.stop(), replica.stop()]);
    }
  }, 90_000);

  it('are known as such where a pool is connected to one', async () => {
    const primary = await startRedis();
    const replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    const fixture = await connectWithHealth({ url: replica.url });
    const pool = poolHealth(fixture);
    try {
      await expect.poll(pool).toMatchObject({
        status: 'up',
        role: 'slave',
        nodes: [{ node: addressOf(replica), role: 'replica', status: 'up' }],
      });
      await primary.kill();
      await expect.poll(pool).toMatchObject({
        status: 'degraded',
        message: `replica ${addressOf(replica)}: it has lost its primary`,
      });
    } finally {
      await fixture.manager.close();
      await Promise.all([primary.stop(), replica.stop()]);
    }
  }, 60_000);
});

function order(nodes: readonly { readonly node: string }[] | undefined, node: string): number {
  return nodes?.findIndex((each) => each.node === node) ?? -1;
}
