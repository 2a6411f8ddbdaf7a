import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { METRIC_SOURCES, type MetricSources } from '../metric-sources.js';
import { resolveMetricsOptions } from '../metrics-options.js';
import { NodeReadings } from '../node-readings.js';
import { ScheduleReadings } from '../schedule-readings.js';
import { TriggerLabelling } from '../trigger-labels.js';
import { CommandMetrics } from './command.metrics.js';
import { registerNodeMetrics } from './node.metrics.js';
import { PoolMetrics } from './pool.metrics.js';
import { resolvePrometheusOptions, type PrometheusOptions } from './prometheus-options.js';
import { registerScheduleMetrics } from './schedule.metrics.js';
import { TriggerMetrics } from './trigger.metrics.js';

/** Injection token of the options. */
export const PROMETHEUS_OPTIONS = Symbol('tenantry:prometheus-options');

/**
 * Metrics of the Redis layer for Prometheus. Counters and histograms are fed by events; gauges are read when they are
 * asked for. Reading them never takes longer than `scheduleTimeoutMs` and `nodesTimeoutMs`, whatever Redis does.
 * ```ts
 * @Get('metrics') async metrics(@Res() response) {
 *   response.type(this.prometheus.contentType).send(await this.prometheus.metrics());
 * }
 * ```
 */
@Injectable()
export class RedisPrometheusMetrics implements OnApplicationShutdown {
  /** Where the metrics are registered; add your own. */
  readonly registry: Registry;
  readonly #commands: CommandMetrics;
  readonly #pools: PoolMetrics;
  readonly #triggers: TriggerMetrics;

  /**
   * @throws InvalidArgumentError for options out of range
   * @throws Error of prom-client if the registry has metrics of the same names
   */
  constructor(
    @Inject(METRIC_SOURCES) sources: MetricSources,
    @Inject(PROMETHEUS_OPTIONS) options: PrometheusOptions = {},
  ) {
    const resolved = resolvePrometheusOptions(options);
    const common = resolveMetricsOptions(options);
    const labelling = new TriggerLabelling(common);
    this.registry = options.registry ?? new Registry();
    this.#commands = new CommandMetrics(this.registry, sources.poolEvents, resolved);
    this.#pools = new PoolMetrics(this.registry, sources, resolved);
    this.#triggers = new TriggerMetrics(this.registry, sources.expiryEvents, labelling, resolved);
    if (common.nodes) {
      registerNodeMetrics(this.registry, new NodeReadings(sources.pools, common.nodesTimeoutMs), resolved);
    }
    if (!common.schedule) return;
    const readings = new ScheduleReadings(sources.schedule, common.scheduleTimeoutMs);
    registerScheduleMetrics(this.registry, readings, labelling, resolved);
  }

  /** `Content-Type` of {@link RedisPrometheusMetrics.metrics}. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything in the registry, in the text format of Prometheus. */
  async metrics(): Promise<string> {
    return this.registry.metrics();
  }

  /** Counts no longer; what was counted can still be read. */
  stop(): void {
    this.#commands.stop();
    this.#pools.stop();
    this.#triggers.stop();
  }

  /** Called by Nest. */
  onApplicationShutdown(): void {
    this.stop();
  }
}
