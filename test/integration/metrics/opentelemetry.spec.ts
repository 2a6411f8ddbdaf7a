import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisOpenTelemetry } from '../../../libs/redis/src/metrics/opentelemetry/redis-open-telemetry.js';
import { topologies } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';
import { connectWithMetrics, runTrigger, type MetricsFixture } from './metrics-fixture.js';

/** The context manager of the SDK for Node, as small as it can be. */
function useContextManager(): void {
  const storage = new AsyncLocalStorage<ReturnType<typeof context.active>>();
  const manager: Parameters<typeof context.setGlobalContextManager>[0] = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, fn, thisArg, ...args) => storage.run(active, () => fn.apply(thisArg as never, args)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  beforeAll(() => context.setGlobalContextManager(manager));
  afterAll(() => context.disable());
}

describe.each(topologies)('OpenTelemetry on $name', (topology) => {
  useContextManager();
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const tracer = tracerProvider.getTracer('test');
  let fixture: MetricsFixture;
  let telemetry: RedisOpenTelemetry;

  beforeAll(async () => {
    fixture = await connectWithMetrics(topology.options(), { clustered: topology.clustered });
    telemetry = new RedisOpenTelemetry(fixture, { tracerProvider, meterProvider });
  });
  afterAll(async () => {
    telemetry.stop();
    await meterProvider.shutdown();
    await fixture.pools.close();
  });

  async function metric(name: string): Promise<MetricData | undefined> {
    exporter.reset();
    await reader.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === name);
  }

  it('gives each command a span below that of its caller, also where many callers share a pipeline', async () => {
    spans.reset();
    const client = fixture.pools.client('user');
    const callers = Array.from({ length: 20 }, (_unused, index) => tracer.startSpan(`caller ${index}`));
    await Promise.all(
      callers.map(async (caller, index) =>
        context.with(trace.setSpan(context.active(), caller), async () =>
          client.hget(uniqueName('k'), `f${index}`),
        ),
      ),
    );
    const found = spans.getFinishedSpans();
    expect(found).toHaveLength(20);
    const parents = found.map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(new Set(parents)).toEqual(new Set(callers.map((caller) => caller.spanContext().spanId)));
  });

  it('names spans as the conventions say, without keys and values', async () => {
    spans.reset();
    const key = uniqueName('confidential');
    const client = fixture.pools.client('user');
    await context.with(trace.setSpan(ROOT_CONTEXT, tracer.startSpan('caller')), async () => {
      await client.set(key, `value of ${key}`, 'EX', 5);
      await client.lpush(key, 'a').catch(() => undefined);
      await client.pipeline().get(key).exec();
    });
    const [set, lpush, get] = spans.getFinishedSpans();
    expect(set?.kind).toBe(SpanKind.CLIENT);
    expect(set?.status.code).toBe(SpanStatusCode.UNSET);
    // In a cluster, and behind Sentinels, it may be any server.
    const hasAddress = topology.name === 'standalone';
    expect(set?.name).toMatch(hasAddress ? /^SET 127\.0\.0\.1:\d+$/ : /^SET$/);
    expect(set?.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'SET',
      'db.namespace': topology.clustered ? '0' : '11',
      'tenantry.pool': 'user',
      ...(hasAddress
        ? {
            'server.address': '127.0.0.1',
            'server.port': fixture.pools.client('user').options['port' as never],
          }
        : {}),
    });
    expect(lpush?.status.code).toBe(SpanStatusCode.ERROR);
    expect(lpush?.attributes).toMatchObject({
      'error.type': 'WRONGTYPE',
      'db.response.status_code': 'WRONGTYPE',
    });
    expect(get?.attributes['db.operation.name']).toBe('GET');
    expect((set?.duration[0] ?? 0) * 1e9 + (set?.duration[1] ?? 0)).toBeGreaterThan(0);
    const text = JSON.stringify(
      spans
        .getFinishedSpans()
        .map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    expect(text).not.toContain('confidential');
  });

  it('gives no span to commands outside of any trace, unless it is asked for', async () => {
    spans.reset();
    const client = fixture.pools.client('user');
    await client.get('key');
    expect(spans.getFinishedSpans()).toEqual([]);
    const own = new InMemorySpanExporter();
    const all = new RedisOpenTelemetry(fixture, {
      metrics: false,
      requireParentSpan: false,
      tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(own)] }),
    });
    await client.get('key');
    all.stop();
    await client.get('key');
    expect(own.getFinishedSpans().map(({ attributes }) => attributes['db.operation.name'])).toEqual(['GET']);
  });

  it('measures the duration of every command', async () => {
    const client = fixture.pools.client('handlers');
    await Promise.all(Array.from({ length: 100 }, async () => client.exists('key')));
    await client.call('nonsense', 'key').catch(() => undefined);
    const duration = await metric('db.client.operation.duration');
    expect(duration?.descriptor).toMatchObject({ unit: 's' });
    const points =
      duration?.dataPoints.filter(({ attributes }) => attributes['tenantry.pool'] === 'handlers') ?? [];
    const countOf = (operation: string): unknown =>
      points.find(({ attributes }) => attributes['db.operation.name'] === operation)?.value;
    expect(countOf('EXISTS')).toMatchObject({ count: 100 });
    expect(countOf('OTHER')).toMatchObject({ count: 1 });
  });

  it('observes pools and triggers', async () => {
    runTrigger(fixture, { action: 'close' });
    await fixture.expiry.triggers.set('close', 'later', 60);
    const valuesOf = async (name: string): Promise<unknown[]> => {
      const points = (await metric(name))?.dataPoints ?? [];
      return points.map(({ attributes, value }) => [attributes, value]);
    };
    expect(await valuesOf('tenantry.redis.pool.state')).toContainEqual([
      { 'tenantry.pool': 'user', 'tenantry.redis.pool.state': 'HEALTHY' },
      1,
    ]);
    expect(await valuesOf('db.client.connection.max')).toContainEqual([
      { 'db.client.connection.pool.name': 'user' },
      20,
    ]);
    expect(await valuesOf('tenantry.expiry.triggers')).toContainEqual([
      { 'tenantry.pool': 'expiry', 'tenantry.expiry.action': 'close', 'tenantry.expiry.event': 'fired' },
      1,
    ]);
    await expect
      .poll(async () => valuesOf('tenantry.expiry.pending'), { timeout: 3_000 })
      .toContainEqual([{ 'tenantry.pool': 'expiry', 'tenantry.expiry.action': 'close' }, 1]);
  });
});

describe('OpenTelemetry without an SDK', () => {
  it('listens to nothing', async () => {
    const fixture = await connectWithMetrics(topologies[0]?.options() ?? {});
    const telemetry = new RedisOpenTelemetry(fixture);
    expect(fixture.poolEvents.has('command')).toBe(false);
    expect(fixture.expiryEvents.has('fired')).toBe(false);
    expect(fixture.poolEvents.captureContext).toBeUndefined();
    telemetry.stop();
    await fixture.pools.close();
  });
});
