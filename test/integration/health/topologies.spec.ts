import { FaultProxy, startCluster, startRedis, startSentinel } from '@tenantry/redis-testing';
import { describe, expect, it } from 'vitest';
import { connectWithHealth } from './health-fixture.js';

const TIMEOUT_MS = 300;

describe('The health of a cluster', () => {
  it('names the node that does not answer, and is down when slots are not served', async () => {
    const cluster = await startCluster();
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    const { manager, health } = await connectWithHealth({
      pools: { default: { topology: 'cluster', nodes } },
    });
    try {
      const pool = async () =>
        (await health.pools('redis', { timeoutMs: TIMEOUT_MS })).redis.pools['default'];
      expect((await pool())?.nodes).toHaveLength(3);
      const frozen = cluster.nodes[1];
      frozen?.pause();
      await expect.poll(pool, { timeout: 5_000 }).toMatchObject({
        status: 'degraded',
        message: expect.stringContaining(
          `127.0.0.1:${frozen?.port} (no answer to PING within ${TIMEOUT_MS} ms)`,
        ),
        nodes: expect.arrayContaining([
          expect.objectContaining({ node: `127.0.0.1:${frozen?.port}`, status: 'down' }),
        ]),
      });
      // The others find out that it is gone.
      await expect.poll(pool, { timeout: 30_000, interval: 200 }).toMatchObject({
        status: 'down',
        message: expect.stringMatching(/^the cluster does not serve all slots: 546\d of 16384 are missing/),
      });
      frozen?.resume();
      await expect
        .poll(async () => (await pool())?.status, { timeout: 30_000, interval: 200 })
        .not.toBe('down');
    } finally {
      cluster.nodes.forEach((node) => node.resume());
      await manager.close();
      await cluster.stop();
    }
  }, 90_000);
});

describe('The health of a primary behind Sentinels', () => {
  it('is that of the primary, also after a failover', async () => {
    const sentinel = await startSentinel();
    const { manager, health } = await connectWithHealth({
      pools: {
        default: {
          topology: 'sentinel',
          name: sentinel.name,
          sentinels: sentinel.sentinels.map(({ host, port }) => ({ host, port })),
        },
      },
    });
    try {
      const check = async () => health.pools('redis', { timeoutMs: TIMEOUT_MS });
      const port = async (): Promise<string | undefined> =>
        (await health.memory('memory', { timeoutMs: TIMEOUT_MS })).memory.servers[0]?.node;
      expect((await check()).redis.pools['default']).toMatchObject({
        status: 'up',
        topology: 'sentinel',
        role: 'master',
      });
      const former = await sentinel.killPrimary();
      await expect.poll(async () => (await check()).redis.status, { timeout: 5_000 }).toBe('down');
      await expect
        .poll(async () => (await check()).redis.pools['default'], { timeout: 30_000, interval: 200 })
        .toMatchObject({ latencyMs: expect.any(Number), role: 'master' });
      expect(await port()).not.toBe(`127.0.0.1:${former.port}`);
    } finally {
      await manager.close();
      await sentinel.stop();
    }
  }, 90_000);
});

describe('The health of a server behind a network that swallows everything', () => {
  it('is down within the time limit, and up when the network is back', async () => {
    const server = await startRedis();
    const proxy = new FaultProxy(server);
    await proxy.listen();
    const { manager, health } = await connectWithHealth({ url: proxy.url });
    try {
      const status = async (): Promise<string> =>
        (await health.pingCheck('redis', { timeoutMs: TIMEOUT_MS })).redis.status;
      expect(await status()).toBe('up');
      proxy.blackHole();
      await expect.poll(status, { timeout: 5_000 }).toBe('down');
      await proxy.heal();
      await expect.poll(status, { timeout: 10_000 }).not.toBe('down');
    } finally {
      await manager.close();
      await proxy.close();
      await server.stop();
    }
  });

  it('is that of a user who may ask nothing but PING', async () => {
    const server = await startRedis();
    const admin = await connectWithHealth({ url: server.url });
    await admin.manager
      .client('default')
      .call('acl', 'setuser', 'limited', 'on', '>pw', '~*', '+@all', '-info');
    const limited = await connectWithHealth({ url: server.url.replace('://', '://limited:pw@') });
    try {
      const { redis } = await limited.health.pools('redis');
      expect(redis.pools['default']).toMatchObject({
        status: 'up',
        version: null,
        keys: null,
        usedMemoryBytes: null,
      });
      expect(JSON.stringify(redis)).not.toContain('pw');
    } finally {
      await limited.manager.close();
      await admin.manager.close();
      await server.stop();
    }
  });
});
