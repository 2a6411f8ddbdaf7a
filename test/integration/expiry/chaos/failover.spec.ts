import { startCluster, waitUntil, type RedisCluster } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { parseTenantId } from '../../../../libs/redis/src/context/tenant-id.js';
import { startBridge, type BridgeProcess } from '../bridge/bridge-fixture.js';
import { printFigures } from './figures.js';
import { WorkerFleet } from './worker-fleet.js';

const tenant = parseTenantId('acme');

describe('a cluster that loses a master', () => {
  let cluster: RedisCluster;
  let scheduler: BridgeProcess;
  const fleet = new WorkerFleet();

  afterEach(async () => {
    await fleet.stop();
    await scheduler.stop();
    await cluster.stop();
  });

  /** Replication is asynchronous: what the replicas do not have yet would be lost with the master. */
  async function untilReplicated(): Promise<void> {
    for (const { url } of cluster.nodes.slice(0, 3)) {
      const master = new Redis(url, { protocol: 2 });
      await waitUntil(async () => {
        const info = await master.info('replication');
        const end = /master_repl_offset:(\d+)/.exec(info)?.[1];
        return end !== undefined && info.includes(`offset=${end},`);
      });
      master.disconnect();
    }
  }

  it('runs every trigger that its replicas had', { timeout: 120_000 }, async () => {
    cluster = await startCluster({ replicasPerMaster: 1, nodeTimeoutMs: 1_000 });
    const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
    const redis = { defaults: { topology: 'cluster' as const, nodes } };
    scheduler = await startBridge({ redis, namespace: 'chaos', expiry: { notifications: 'off' } });
    await fleet.start(2, {
      redis,
      namespace: 'chaos',
      expiry: { leaseMs: 3_000, concurrency: 100 },
      action: 'work',
      handlerMs: 5,
    });
    const identifiers = Array.from({ length: 3_000 }, (_, index) => `u${index}`);
    const startedAtMs = Date.now();
    await scheduler.engine.schedule(
      identifiers.map((identifier, index) => ({
        tenant,
        action: 'work',
        identifier,
        when: { delayMs: 2_000 + index * 2 },
      })),
    );
    await untilReplicated();
    await waitUntil(() => fleet.ended.length > 300);
    await cluster.kill(0);
    const killedAtMs = Date.now();
    await waitUntil(() => fleet.lostOf(identifiers).length === 0, { timeoutMs: 60_000, everyMs: 100 }).catch(
      () => undefined,
    );
    const lost = fleet.lostOf(identifiers).length;
    printFigures('kill -9 of one of three masters, a replica each', {
      triggers: identifiers.length,
      lost,
      'ran twice': fleet.repeated.length,
      'killed after ms': killedAtMs - startedAtMs,
      'all done ms after that': Date.now() - killedAtMs,
    });
    expect(lost).toBe(0);
  });
});
