import { startRedis } from '@tenantry/redis-testing';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisPrometheusMetrics } from '../../../libs/redis/src/metrics/prometheus/redis-prometheus.metrics.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { connectWithMetrics, runTrigger, type MetricsFixture } from './metrics-fixture.js';
import { samplesOf } from './prometheus-text.js';

describe.each(topologies)('Prometheus metrics on $name', (topology) => {
  let fixture: MetricsFixture;
  let prometheus: RedisPrometheusMetrics;
  beforeAll(async () => {
    fixture = await connectWithMetrics(topology.options(), { clustered: topology.clustered });
    prometheus = new RedisPrometheusMetrics(fixture);
  });
  afterAll(async () => {
    prometheus.stop();
    await fixture.pools.close();
  });

  it('counts every command once, however many run at once', async () => {
    const client = fixture.pools.client('user');
    const key = uniqueName('{k}');
    await Promise.all(
      Array.from({ length: 500 }, async (_unused, index) => client.set(`${key}${index}`, '', 'EX', 5)),
    );
    await client.lpush(key, 'a');
    await client.hget(key, 'field').catch(() => undefined);
    await client.call('nonsense', key).catch(() => undefined);
    const text = await prometheus.metrics();
    expect(samplesOf(text, 'tenantry_redis_commands_total')).toMatchObject({
      'pool="user",command="set",outcome="answered"': 500,
      'pool="user",command="hget",outcome="error-reply"': 1,
      'pool="user",command="other",outcome="error-reply"': 1,
    });
    expect(samplesOf(text, 'tenantry_redis_command_errors_total')).toMatchObject({
      'pool="user",command="hget",error="WRONGTYPE"': 1,
      'pool="user",command="other",error="ERR"': 1,
    });
    expect(
      samplesOf(text, 'tenantry_redis_command_duration_seconds_count')['pool="user",command="set"'],
    ).toBe(500);
    const buckets = samplesOf(text, 'tenantry_redis_command_duration_seconds_bucket');
    const counts = Object.entries(buckets).flatMap(([labels, count]) =>
      labels.endsWith('pool="user",command="set"') ? [count] : [],
    );
    expect(counts.at(-1)).toBe(500);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(
      samplesOf(text, 'tenantry_redis_command_duration_seconds_sum')['pool="user",command="set"'],
    ).toBeGreaterThan(0);
    await client.unlink(key);
  });

  it('never shows a key, a value or a tenant', async () => {
    const key = uniqueName('confidential');
    await fixture.pools.client('default').set(key, `value of ${key}`, 'EX', 5);
    await fixture.pools
      .client('default')
      .call(`x${key}`)
      .catch(() => undefined);
    runTrigger(fixture, { tenant: 'acme-the-tenant' });
    await fixture.expiry.triggers.set('remind', key, 60);
    const text = await prometheus.metrics();
    expect(text).not.toContain('confidential');
    expect(text).not.toContain('acme-the-tenant');
    expect(text).not.toContain('secret-id');
    expect(text).not.toContain('tenant=');
  });

  it('shows state and connections of every pool', async () => {
    const text = await fixture.pools.withConnection('handlers', async () => prometheus.metrics());
    expect(samplesOf(text, 'tenantry_redis_pool_state')).toMatchObject({
      'pool="handlers",state="HEALTHY"': 1,
      'pool="handlers",state="DEGRADED"': 0,
      'pool="handlers",state="FAILED"': 0,
    });
    expect(samplesOf(text, 'tenantry_redis_circuit_state')['pool="handlers",state="closed"']).toBe(1);
    expect(samplesOf(text, 'tenantry_redis_connections')['pool="handlers"']).toBeGreaterThan(1);
    expect(samplesOf(text, 'tenantry_redis_dedicated_connections')['pool="handlers",state="in-use"']).toBe(1);
    expect(samplesOf(text, 'tenantry_redis_dedicated_connections_max')['pool="handlers"']).toBe(20);
    expect(
      samplesOf(text, 'tenantry_redis_connection_events_total')['pool="handlers",kind="ready"'],
    ).toBeGreaterThan(0);
    expect(samplesOf(text, 'tenantry_tenant_trees')).toEqual({ '': 3 });
    expect(samplesOf(text, 'tenantry_tenant_tree_evictions_total')).toEqual({ '': 2 });
  });

  it('shows what handlers do, and what is scheduled', async () => {
    runTrigger(fixture, { action: 'close', lagMs: 30 });
    await fixture.expiry.triggers.set('close', 'later', 60);
    await fixture.expiry.bury('close', 'dead');
    await expect
      .poll(async () => samplesOf(await prometheus.metrics(), 'tenantry_expiry_dead_letters'), {
        timeout: 3_000,
      })
      .toEqual({ 'pool="expiry"': 1 });
    const text = await prometheus.metrics();
    expect(samplesOf(text, 'tenantry_expiry_pending')['pool="expiry",action="close"']).toBe(1);
    expect(samplesOf(text, 'tenantry_expiry_schedule_up')).toEqual({ 'pool="expiry"': 1 });
    expect(samplesOf(text, 'tenantry_expiry_overdue_seconds')).toEqual({ 'pool="expiry"': 0 });
    expect(samplesOf(text, 'tenantry_expiry_triggers_total')).toMatchObject({
      'pool="expiry",action="close",event="scheduled"': 1,
      'pool="expiry",action="close",event="fired"': 1,
      'pool="expiry",action="close",event="succeeded"': 1,
    });
    expect(samplesOf(text, 'tenantry_expiry_lag_seconds_sum')['pool="expiry",action="close"']).toBeCloseTo(
      0.03,
    );
    expect(
      samplesOf(text, 'tenantry_expiry_handler_duration_seconds_sum')[
        'pool="expiry",action="close",outcome="succeeded"'
      ],
    ).toBeCloseTo(0.02);
    expect(samplesOf(text, 'tenantry_expiry_handlers_running')).toEqual({ '': 0 });
  });
});

describe('Options of the Prometheus metrics', () => {
  let fixture: MetricsFixture;
  beforeAll(async () => {
    fixture = await connectWithMetrics(topologies[0]?.options() ?? {});
  });
  afterAll(async () => fixture.pools.close());

  it('keep the number of actions and tenants small', async () => {
    const prometheus = new RedisPrometheusMetrics(fixture, {
      maxActions: 2,
      tenantLabel: true,
      maxTenants: 3,
    });
    for (let index = 0; index < 50; index += 1) {
      runTrigger(fixture, { action: `action-${index}`, tenant: `tenant-${index}` });
    }
    const samples = samplesOf(await prometheus.metrics(), 'tenantry_expiry_triggers_total');
    prometheus.stop();
    const valuesOf = (label: string): Set<string | undefined> =>
      new Set(Object.keys(samples).map((labels) => new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1]));
    expect(valuesOf('action')).toEqual(new Set(['action-0', 'action-1', 'other']));
    expect(valuesOf('tenant')).toEqual(new Set(['tenant-0', 'tenant-1', 'tenant-2', 'other']));
    expect(samples['pool="expiry",action="other",tenant="other",event="fired"']).toBe(47);
  });

  it('keep the number of types of errors small', async () => {
    const prometheus = new RedisPrometheusMetrics(fixture);
    const client = fixture.pools.client('default');
    for (let index = 0; index < 40; index += 1) {
      await client.eval(`return redis.error_reply('MINE${index} went wrong')`, 0).catch(() => undefined);
    }
    const samples = samplesOf(await prometheus.metrics(), 'tenantry_redis_command_errors_total');
    prometheus.stop();
    expect(Object.keys(samples)).toHaveLength(21);
    expect(samples['pool="default",command="eval",error="other"']).toBe(20);
  });

  it('name the registry, the prefix and the buckets', async () => {
    const registry = new Registry();
    const prometheus = new RedisPrometheusMetrics(fixture, {
      registry,
      prefix: 'shop_',
      commandBucketsSeconds: [0.1, 0.2],
      schedule: false,
    });
    await fixture.pools.client('default').get('key');
    const text = await registry.metrics();
    prometheus.stop();
    expect(text).not.toContain('tenantry');
    expect(text).not.toContain('shop_expiry_pending');
    expect(Object.keys(samplesOf(text, 'shop_redis_command_duration_seconds_bucket'))).toEqual([
      'le="0.1",pool="default",command="get"',
      'le="0.2",pool="default",command="get"',
      'le="+Inf",pool="default",command="get"',
    ]);
    expect(await registry.getMetricsAsJSON()).toContainEqual(
      expect.objectContaining({ name: 'shop_redis_command_duration_seconds', type: 'histogram' }),
    );
  });

  it('are checked', () => {
    for (const options of [
      { maxActions: 0 },
      { maxTenants: 1.5 },
      { scheduleTimeoutMs: -1 },
      { prefix: 'no spaces' },
      { commandBucketsSeconds: [] },
      { triggerBucketsSeconds: [1, 1] },
    ]) {
      expect(() => new RedisPrometheusMetrics(fixture, options)).toThrow(Object.keys(options)[0]);
    }
  });

  it('are counted no longer once it is stopped', async () => {
    const prometheus = new RedisPrometheusMetrics(fixture);
    const client = fixture.pools.client('default');
    await client.get('key');
    prometheus.stop();
    await client.get('key');
    const samples = samplesOf(await prometheus.metrics(), 'tenantry_redis_commands_total');
    expect(samples['pool="default",command="get",outcome="answered"']).toBe(1);
    expect(fixture.poolEvents.has('command')).toBe(false);
  });
});

describe('Prometheus metrics of a server that hangs', () => {
  it('are read in time, and say so', async () => {
    const server = await startRedis();
    const fixture = await connectWithMetrics({ url: server.url, defaults: { commandTimeoutMs: 300 } });
    const prometheus = new RedisPrometheusMetrics(fixture, { scheduleTimeoutMs: 200, nodesTimeoutMs: 200 });
    try {
      expect(samplesOf(await prometheus.metrics(), 'tenantry_expiry_schedule_up')).toEqual({
        'pool="expiry"': 1,
      });
      server.pause();
      const read = async () => {
        const startedAt = performance.now();
        const text = await prometheus.metrics();
        expect(performance.now() - startedAt).toBeLessThan(500);
        return text;
      };
      await expect
        .poll(async () => samplesOf(await read(), 'tenantry_expiry_schedule_up'), { timeout: 5_000 })
        .toEqual({ 'pool="expiry"': 0 });
      await expect
        .poll(
          async () => {
            await Promise.allSettled(
              Array.from({ length: 10 }, async () => fixture.pools.client('user').get('key')),
            );
            return samplesOf(await read(), 'tenantry_redis_pool_state');
          },
          { timeout: 10_000 },
        )
        .toMatchObject({ 'pool="user",state="FAILED"': 1, 'pool="user",state="HEALTHY"': 0 });
      // An answer of the time before is good for a second.
      const isUp = `pool="user",node="127.0.0.1:${server.port}",role="primary"`;
      await expect.poll(async () => samplesOf(await read(), 'tenantry_redis_node_up')[isUp]).toBe(0);
      const text = await read();
      expect(samplesOf(text, 'tenantry_redis_pool_state_changes_total')['pool="user",to="FAILED"']).toBe(1);
      expect(samplesOf(text, 'tenantry_redis_circuit_trips_total')['pool="user"']).toBe(1);
      expect(samplesOf(text, 'tenantry_expiry_dead_letters')).toEqual({});
    } finally {
      server.resume();
      prometheus.stop();
      await fixture.pools.close();
      await server.stop();
    }
  });
});
