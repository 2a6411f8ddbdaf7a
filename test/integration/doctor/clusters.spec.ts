import { startCluster, type RedisCluster } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoreModuleOptions } from '../../../libs/redis/src/config/module-options.js';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

describe('A report on a cluster', () => {
  let cluster: RedisCluster;

  beforeAll(async () => {
    cluster = await startCluster({
      nodeTimeoutMs: 1_000,
      config: ['cluster-allow-replica-migration no'],
      replicasPerMaster: 1,
    });
  });
  afterAll(async () => cluster.stop());

  const poolOf = (...indexes: number[]): CoreModuleOptions => {
    const nodes = indexes
      .flatMap((index) => cluster.nodes[index] ?? [])
      .map(({ host, port }) => ({ host, port }));
    return { defaults: { topology: 'cluster', nodes } };
  };

  it('lists its nodes by role', async () => {
    const report = await diagnosisOf(poolOf(0, 1));
    expect(errorsOf(report)).toEqual([]);
    const roles = report.deployments[0]?.servers.map(({ role }) => role).toSorted();
    expect(roles).toEqual(['primary', 'primary', 'primary', 'replica', 'replica', 'replica']);
    expect(findingOf(report, 'cluster.slots')).toMatchObject({ severity: 'ok' });
    expect(findingOf(report, 'cluster.replicas')).toMatchObject({ severity: 'ok' });
    expect(findingOf(report, 'cluster.seeds')).toMatchObject({ severity: 'ok' });
    expect(findingOf(report, 'clock.servers')).toMatchObject({ severity: 'ok' });
    expect(findingOf(await diagnosisOf(poolOf(0)), 'cluster.seeds')).toMatchObject({ severity: 'info' });
  });

  it('is an error for a pool that takes a node for a single server, and the other way round', async () => {
    const [node] = cluster.nodes;
    const report = await diagnosisOf({ url: node?.url ?? '' });
    expect(findingOf(report, 'server.role')).toMatchObject({
      severity: 'error',
      fix: expect.stringContaining("topology: 'cluster'"),
    });
  });

  it('names the slots that have no primary, and the nodes that are gone', async () => {
    // Its replica first, so that nobody takes over.
    const observer = new Redis(cluster.nodes[0]?.url ?? '');
    const lost = cluster.nodes[2]?.port;
    const lines = String(await observer.call('CLUSTER', 'NODES')).split('\n');
    const id = lines.find((line) => line.includes(`:${lost}@`))?.split(' ')[0] ?? '';
    const follower = /:(\d+)@/.exec(lines.find((line) => line.includes(`slave ${id}`)) ?? '')?.[1];
    await cluster.nodes.find(({ port }) => port === Number(follower))?.kill();
    await cluster.kill(2);
    await expect.poll(async () => observer.call('CLUSTER', 'INFO')).toContain('cluster_state:fail');
    observer.disconnect();
    const report = await diagnosisOf(poolOf(0, 2));
    expect(findingOf(report, 'cluster.slots')).toMatchObject({
      severity: 'error',
      message: expect.stringMatching(/^546\d of 16384 slots have no primary: 10923-16383\.$/),
      fix: expect.stringContaining(`:${lost}`),
    });
    expect(findingsOf(report, 'cluster.nodes').map(({ server }) => server)).toContain(`127.0.0.1:${lost}`);
    expect(findingOf(report, 'cluster.seeds')).toMatchObject({
      severity: 'warning',
      server: `127.0.0.1:${lost}`,
    });
    // The others are looked at all the same.
    expect(findingsOf(report, 'latency').length).toBeGreaterThanOrEqual(2);
  });
});
