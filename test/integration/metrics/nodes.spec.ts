import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { startCluster, startSentinel } from '@tenantry/redis-testing';
import { describe, expect, inject, it } from 'vitest';
import { RedisOpenTelemetry } from '../../../libs/redis/src/metrics/opentelemetry/redis-open-telemetry.js';
import { RedisPrometheusMetrics } from '../../../libs/redis/src/metrics/prometheus/redis-prometheus.metrics.js';
import { repositoriesOf } from '../../support/repositories.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connectWithMetrics } from './metrics-fixture.js';
import { samplesOf } from './prometheus-text.js';

describe('Metrics of the nodes of a cluster', () => {
  it('are gauges per node, and say what is missing', async () => {
    const cluster = await startCluster({ replicasPerMaster: 1, nodeTimeoutMs: 1_000 });
    const [first, second, third, replica] = cluster.nodes;
    const nodes = cluster.nodes.slice(0, 3).map(({ host, port }) => ({ host, port }));
    const fixture = await connectWithMetrics(
      { pools: { default: { topology: 'cluster', nodes } } },
      { clustered: true },
    );
    const prometheus = new RedisPrometheusMetrics(fixture, { nodesTimeoutMs: 500 });
    try {
      const { users } = repositoriesOf(tenantScope(fixture.pools, { hashTag: 'tenant' }));
      await users.upsert('u', { name: 'Ann' });
      await users.get('u', { readFrom: 'replica' });
      const metric = async (name: string) => samplesOf(await prometheus.metrics(), `tenantry_redis_${name}`);
      const replicaOfFirst = `pool="user",node="127.0.0.1:${replica?.port}"`;
      await expect
        .poll(async () => metric('connected_replicas'))
        .toMatchObject(
          Object.fromEntries(
            [first, second, third].map((node) => [`pool="user",node="127.0.0.1:${node?.port}"`, 1]),
          ),
        );
      expect(await metric('node_up')).toMatchObject({
        [`pool="user",node="127.0.0.1:${first?.port}",role="primary"`]: 1,
        [`${replicaOfFirst},role="replica"`]: 1,
      });
      expect(Object.keys(await metric('node_up'))).toHaveLength(6 * fixture.pools.aliases().length);
      expect((await metric('replica_lag_seconds'))[replicaOfFirst]).toBeLessThan(5);
      expect((await metric('replica_lag_bytes'))[replicaOfFirst]).toBeLessThan(10_000);
      expect((await metric('replica_link_up'))[replicaOfFirst]).toBe(1);
      expect((await metric('cluster_slots_uncovered'))['pool="user"']).toBe(0);
      expect((await metric('replica_reads_total'))['pool="user",answered_by="replica"']).toBe(1);
      expect(await metric('sentinels')).toEqual({});

      await replica?.kill();
      await expect
        .poll(async () => metric('node_up'), { timeout: 30_000, interval: 200 })
        .toMatchObject({ [`${replicaOfFirst},role="replica"`]: 0 });
      expect((await metric('connected_replicas'))[`pool="user",node="127.0.0.1:${first?.port}"`]).toBe(0);
      await first?.kill();
      await expect
        .poll(async () => (await metric('cluster_slots_uncovered'))['pool="user"'], {
          timeout: 30_000,
          interval: 200,
        })
        .toBeGreaterThan(5_400);
    } finally {
      prometheus.stop();
      await fixture.pools.close();
      await cluster.stop();
    }
  }, 120_000);
});

describe('Metrics of Sentinels', () => {
  it('are the same for OpenTelemetry', async () => {
    const deployment = await startSentinel();
    const fixture = await connectWithMetrics({
      pools: {
        default: {
          topology: 'sentinel',
          name: deployment.name,
          sentinels: deployment.sentinels.map(({ host, port }) => ({ host, port })),
        },
      },
    });
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const meterProvider = new MeterProvider({ readers: [reader] });
    const telemetry = new RedisOpenTelemetry(fixture, { meterProvider, spans: false });
    const prometheus = new RedisPrometheusMetrics(fixture);
    try {
      const valuesOf = async (name: string): Promise<unknown[]> => {
        exporter.reset();
        await reader.forceFlush();
        const metrics = exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics: each }) => each));
        const points = metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
        return points.map(({ attributes, value }) => [attributes, value]);
      };
      const replica = `127.0.0.1:${deployment.servers[1]?.port}`;
      await expect
        .poll(async () => valuesOf('tenantry.redis.replica.link'))
        .toContainEqual([{ 'tenantry.pool': 'user', 'tenantry.redis.node': replica }, 1]);
      expect(await valuesOf('tenantry.redis.sentinels')).toContainEqual([
        { 'tenantry.pool': 'user', 'tenantry.redis.sentinel.state': 'up' },
        3,
      ]);
      expect(await valuesOf('tenantry.redis.node.up')).toContainEqual([
        { 'tenantry.pool': 'user', 'tenantry.redis.node': replica, 'tenantry.redis.node.role': 'replica' },
        1,
      ]);
      const text = await prometheus.metrics();
      expect(samplesOf(text, 'tenantry_redis_sentinels')).toMatchObject({
        'pool="user",state="up"': 3,
        'pool="user",state="down"': 0,
      });
      expect(samplesOf(text, 'tenantry_redis_sentinel_can_fail_over')['pool="user"']).toBe(1);
    } finally {
      telemetry.stop();
      prometheus.stop();
      await meterProvider.shutdown();
      await fixture.pools.close();
      await deployment.stop();
    }
  }, 60_000);
});

describe('Metrics of nodes', () => {
  it('ask nobody if they are not wanted', async () => {
    const fixture = await connectWithMetrics({ url: inject('redisUrl') });
    const prometheus = new RedisPrometheusMetrics(fixture, { nodes: false });
    try {
      const text = await prometheus.metrics();
      expect(text).not.toContain('tenantry_redis_node_up');
      expect(text).toContain('tenantry_redis_replica_reads_total');
      expect(() => new RedisPrometheusMetrics(fixture, { nodesTimeoutMs: 0 })).toThrow('nodesTimeoutMs');
    } finally {
      prometheus.stop();
      await fixture.pools.close();
    }
  });
});
