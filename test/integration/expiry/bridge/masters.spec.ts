import { startCluster, waitUntil, type RedisCluster, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, untilSwept, type BridgeProcess } from './bridge-fixture.js';
import { Claims } from './claims.js';

const PATIENCE = { timeoutMs: 20_000, everyMs: 50 };
/** Enough for keys on every master. */
const TENANTS = Array.from({ length: 24 }, (_, index) => parseTenantId(`tenant-${index}`));

describe('the masters of a cluster', () => {
  let cluster: RedisCluster;
  let bridge: BridgeProcess;
  let claims: Claims;
  let rounds = 0;

  afterEach(async () => {
    await bridge.stop();
    await cluster.stop();
  });

  async function start(replicasPerMaster: number): Promise<void> {
    cluster = await startCluster({ replicasPerMaster, nodeTimeoutMs: 1_000 });
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    bridge = await startBridge({ redis: { defaults: { topology: 'cluster', nodes } }, namespace: 'app' });
    claims = new Claims(bridge.engine, ['remind']);
    await untilSwept([bridge]);
  }

  /** Keys of every master expire; those that are lost on the way are set again. */
  async function expectAllToFire(): Promise<void> {
    rounds += 1;
    const client = bridge.client('expiry');
    for (const tenant of TENANTS) {
      await waitUntil(async () => {
        const key = bridge.keys.trigger(tenant, 'remind', `round ${rounds}`);
        if (claims.runs.has(key)) return true;
        await client.psetex(key, 20, 'x');
        await waitUntil(async () => (await client.exists(key)) === 0 && (await claims.take()) > 0, {
          timeoutMs: 1_000,
        });
        return claims.runs.has(key);
      }, PATIENCE);
    }
  }

  function admin({ url }: RedisServer): Redis {
    const client = new Redis(url, { protocol: 2, retryStrategy: () => null });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    return client;
  }

  it('are all listened to', async () => {
    await start(0);
    await expectAllToFire();
    for (const node of cluster.nodes) {
      expect(String(await admin(node).call('CLIENT', 'LIST', 'TYPE', 'pubsub'))).toContain(':keyspace');
    }
  });

  it('are followed when a replica takes the place of one that died', async () => {
    await start(1);
    await expectAllToFire();
    const subscribed = bridge.log.messages(/^Subscribed/).length;
    expect(subscribed).toBe(3);
    await cluster.kill(0);
    await waitUntil(() => bridge.log.messages(/^Subscribed/).length > subscribed, PATIENCE);
    await expectAllToFire();
    const dead = `127.0.0.1:${cluster.nodes[0]?.port}`;
    expect(bridge.log.messages(/^Unsubscribed/)).toEqual([expect.stringContaining(dead)]);
  });

  it('are followed when a replica takes over in peace, though the old master lives on', async () => {
    await start(1);
    const replica = admin(cluster.nodes[3] as RedisServer);
    await replica.cluster('FAILOVER');
    await waitUntil(() => bridge.log.messages(/^Unsubscribed/).length === 1, PATIENCE);
    await expectAllToFire();
    await waitUntil(async () => {
      const clients = String(
        await admin(cluster.nodes[0] as RedisServer).call('CLIENT', 'LIST', 'TYPE', 'pubsub'),
      );
      return !clients.includes(':keyspace');
    });
  });
});
